package io.ecompulse.journal.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every spool promises. */
abstract class SpoolContract {
    static final long NOW = 1_763_900_000_000L;

    private Spool spool;

    /** The same store each time, as the next process would open it. */
    abstract Spool open() throws IOException;

    /** As {@link #open}, with room for little: 256 KiB. */
    abstract Spool openSmall() throws IOException;

    @BeforeEach
    void start() throws IOException {
        spool = open();
    }

    @AfterEach
    void end() {
        spool.close();
    }

    @Test
    void handsOutWhatWasAppendedInOrderWithItsTime() throws Exception {
        append("a", "b");
        append("c");

        List<SpoolRecord> records = all();
        assertThat(texts(records)).containsExactly("a", "b", "c");
        assertThat(records).allMatch(record -> record.appendedAtMillis() == NOW);
    }

    @Test
    void anEmptySpoolHasNothing() throws Exception {
        assertThat(spool.next(1_000)).isEmpty();
        assertThat(spool.status().records()).isZero();
        assertThat(spool.status().oldestAppendedAtMillis()).isEmpty();
        assertThat(spool.status().problem()).isNull();
    }

    @Test
    void anEmptyGroupIsDurableAtOnce() throws Exception {
        append();

        assertThat(spool.next(1_000)).isEmpty();
    }

    @Test
    void readsOnBehindChunksThatAreUnderWay() throws Exception {
        append("a", "b", "c");

        List<String> read = new ArrayList<>();
        for (Optional<SpoolChunk> chunk = spool.next(1); chunk.isPresent(); chunk = spool.next(1)) {
            assertThat(chunk.get().records()).hasSize(1);
            read.addAll(texts(chunk.get().records()));
        }
        assertThat(read).containsExactly("a", "b", "c");
    }

    @Test
    void handsOutOneRecordHoweverLong() throws Exception {
        append("x".repeat(5_000), "y");

        assertThat(spool.next(10).orElseThrow().records()).hasSize(1);
    }

    @Test
    void startsAgainAtTheOldestThatIsNotDrainedAfterRewinding() throws Exception {
        append("a", "b", "c");
        SpoolChunk first = spool.next(1).orElseThrow();
        assertThat(spool.next(1)).isPresent();
        spool.drained(first);

        spool.rewind();

        assertThat(texts(all())).containsExactly("b", "c");
    }

    @Test
    void drainingAChunkDrainsThoseBeforeIt() throws Exception {
        append("a", "b", "c");
        assertThat(spool.next(1)).isPresent();
        SpoolChunk second = spool.next(1).orElseThrow();

        spool.drained(second);
        spool.rewind();

        assertThat(texts(all())).containsExactly("c");
    }

    @Test
    void theNextProcessFindsWhatIsNotDrained() throws Exception {
        append("a", "b");
        append("c", "d");
        spool.drained(spool.next(2).orElseThrow());
        spool.close();

        spool = open();

        assertThat(texts(all())).containsExactly("c", "d");
    }

    @Test
    void takesMoreAfterTheNextProcessOpenedIt() throws Exception {
        append("a");
        spool.close();
        spool = open();
        append("b");

        assertThat(texts(all())).containsExactly("a", "b");
    }

    @Test
    void countsWhatItHolds() throws Exception {
        append("a", "b", "c");
        assertThat(spool.status().records()).isEqualTo(3);
        assertThat(spool.status().oldestAppendedAtMillis()).hasValue(NOW);

        SpoolChunk all = spool.next(1_000).orElseThrow();
        spool.drained(all);

        assertThat(spool.status().records()).isZero();
        assertThat(spool.status().oldestAppendedAtMillis()).isEmpty();
        assertThat(spool.status().bytesUsed())
                .isLessThanOrEqualTo(spool.status().bytesMax());
    }

    @Test
    void refusesWhenFullAndTakesAgainWhenDrained() throws Exception {
        spool.close();
        spool = openSmall();
        String text = "z".repeat(10_000);
        int taken = 0;
        while (taken < 100 && refusal(spool.append(bytes(text)).toCompletableFuture()) == null) {
            taken++;
        }
        assertThat(taken).isBetween(1, 26);
        assertThat(spool.status().problem()).isNotNull();
        assertThat(spool.status().bytesUsed())
                .isLessThanOrEqualTo(spool.status().bytesMax());

        List<SpoolRecord> records = all();
        append(text);

        assertThat(records).hasSize(taken);
        assertThat(spool.status().problem()).isNull();
    }

    @Test
    void aRecordSetAsideIsCountedByTheNextProcessToo() throws Exception {
        append("a", "poison");
        SpoolChunk chunk = spool.next(1_000).orElseThrow();
        spool.setAside(chunk.records().get(1).payload(), "cannot be read");
        spool.drained(chunk);
        assertThat(spool.status().setAside()).isEqualTo(1);
        spool.close();

        spool = open();

        assertThat(spool.status().setAside()).isEqualTo(1);
        assertThat(spool.next(1_000)).isEmpty();
    }

    @Test
    void refusesWhenClosed() throws Exception {
        spool.close();
        spool.close();

        SpoolUnavailable refusal = refusal(spool.append(bytes("a")).toCompletableFuture());
        assertThat(refusal).isNotNull();
        assertThat(refusal.why()).isEqualTo(SpoolUnavailable.Why.CLOSED);
        assertThat(refusal.getStackTrace()).isEmpty();
        assertThatThrownBy(() -> spool.next(1)).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    Spool spool() {
        return spool;
    }

    void append(String... texts) throws Exception {
        spool.append(bytes(texts)).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Drains all there is. */
    List<SpoolRecord> all() throws IOException {
        List<SpoolRecord> records = new ArrayList<>();
        for (Optional<SpoolChunk> chunk = spool.next(64); chunk.isPresent(); chunk = spool.next(64)) {
            records.addAll(chunk.get().records());
            spool.drained(chunk.get());
        }
        return records;
    }

    static List<byte[]> bytes(String... texts) {
        return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
    }

    static List<String> texts(List<SpoolRecord> records) {
        return records.stream()
                .map(record -> new String(record.payload(), UTF_8))
                .toList();
    }

    /** Why an append failed; null when it did not. */
    static SpoolUnavailable refusal(CompletableFuture<Void> append) throws Exception {
        try {
            append.get(20, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException refused) {
            return (SpoolUnavailable) refused.getCause();
        }
    }
}
