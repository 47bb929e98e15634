package io.ecompulse.journal.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;

/** The spool of objects, on objects in memory. */
final class ObjectSpoolTest extends SpoolContract {
    private final ConcurrentSkipListMap<String, byte[]> stored = new ConcurrentSkipListMap<>();
    private volatile boolean failing;
    private volatile boolean landing;
    private volatile boolean undeletable;
    private volatile long now = NOW;

    private final SpoolObjects objects = new SpoolObjects() {
        @Override
        public void put(String name, byte[] content) throws IOException {
            if (!failing || landing) {
                stored.put(name, content);
            }
            if (failing) {
                throw new IOException("no answer");
            }
        }

        @Override
        public List<String> list(String prefix, String after, int max) {
            return stored.tailMap(prefix, true).keySet().stream()
                    .filter(name -> name.startsWith(prefix) && name.compareTo(after) > 0)
                    .limit(max)
                    .toList();
        }

        @Override
        public Optional<byte[]> get(String name) {
            return Optional.ofNullable(stored.get(name)).map(byte[]::clone);
        }

        @Override
        public void delete(String name) throws IOException {
            if (undeletable) {
                throw new IOException("may not delete");
            }
            stored.remove(name);
        }
    };

    @Override
    Spool open() throws IOException {
        return open("a", 1 << 20);
    }

    @Override
    Spool openSmall() throws IOException {
        return open("a", 1 << 18);
    }

    private Spool open(String writer, long bytesMax) throws IOException {
        SpoolConfig.Objects config = new SpoolConfig.Objects(
                "_spool", Duration.ofMillis(1), 1 << 16, bytesMax, 1 << 20, 2, Duration.ofMinutes(10));
        return ObjectSpool.open(objects, config, writer, () -> Instant.ofEpochMilli(now));
    }

    @Test
    void aStoreThatDoesNotConfirmFailsTheAppendThoughItsRecordsMayComeLater() throws Exception {
        failing = true;
        landing = true;
        SpoolUnavailable refusal = refusal(spool().append(bytes("a")).toCompletableFuture());
        failing = false;

        assertThat(refusal).isNotNull();
        assertThat(refusal.why()).isEqualTo(SpoolUnavailable.Why.FAILING);
        assertThat(texts(all())).containsExactly("a");
    }

    @Test
    void worksAgainWhenTheStoreDoes() throws Exception {
        failing = true;
        assertThat(refusal(spool().append(bytes("a")).toCompletableFuture())).isNotNull();
        assertThat(spool().status().problem()).contains("no answer");
        failing = false;

        append("b");

        assertThat(spool().status().problem()).isNull();
        assertThat(texts(all())).containsExactly("b");
    }

    @Test
    void adoptsWhatAnotherWriterLeftOnceItIsOldEnoughAndNotBefore() throws Exception {
        try (Spool other = open("b", 1 << 20)) {
            other.append(bytes("left")).toCompletableFuture().get();
        }

        now = NOW + Duration.ofMinutes(10).toMillis() - 1;
        assertThat(spool().next(10)).isEmpty();
        now = NOW + Duration.ofMinutes(10).toMillis();
        try (Spool later = open("c", 1 << 20)) {
            assertThat(later.next(10).orElseThrow().records()).hasSize(1);
        }
        assertThat(spool().next(10)).as("listed a moment ago").isEmpty();
        now = NOW + Duration.ofMinutes(10).plusSeconds(30).toMillis();
        assertThat(texts(all())).containsExactly("left");
        assertThat(stored).isEmpty();
    }

    @Test
    void doesNotAdoptWhatAWriterLeftThatStillStores() throws Exception {
        try (Spool other = open("b", 1 << 20)) {
            other.append(bytes("old")).toCompletableFuture().get();
            now = NOW + Duration.ofMinutes(10).toMillis();
            other.append(bytes("new")).toCompletableFuture().get();
        }

        assertThat(spool().next(10)).isEmpty();
    }

    @Test
    void anObjectThatCouldNotBeDeletedIsDeletedLaterAndNeverDrainedAgain() throws Exception {
        append("a");
        SpoolChunk chunk = spool().next(10).orElseThrow();
        undeletable = true;
        assertThatThrownBy(() -> spool().drained(chunk)).isInstanceOf(IOException.class);
        spool().rewind();
        assertThatThrownBy(() -> spool().next(10)).isInstanceOf(IOException.class);
        undeletable = false;

        assertThat(spool().next(10)).isEmpty();
        assertThat(stored).isEmpty();
    }

    @Test
    void anObjectWithAnAlteredByteIsSetAsideAndCounted() throws Exception {
        append("a");
        append("b");
        byte[] first = stored.firstEntry().getValue();
        for (int at = 0; at < first.length; at++) {
            byte[] altered = first.clone();
            altered[at] ^= 1;
            assertThat(ObjectFrames.decode(altered)).as("byte %s", at).isNull();
        }
        first[first.length - 1] ^= 1;

        assertThat(texts(all())).containsExactly("b");
        assertThat(spool().status().corruptRecords()).isEqualTo(1);
        assertThat(spool().status().setAside()).isEqualTo(1);
    }
}
