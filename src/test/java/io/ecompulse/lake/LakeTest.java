package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.batch;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ecompulse.journal.Durability;
import io.ecompulse.journal.Journal;
import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalReader;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.JournalStage;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.telemetry.Health;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LakeTest {
    @TempDir
    Path temp;

    private final Vertx vertx = Vertx.vertx();
    private static final String FAILED = "ecompulse.failed";

    private final ManualClock clock = new ManualClock(NOON);
    private final List<String> trace = new CopyOnWriteArrayList<>();
    private final HandedReader reader = new HandedReader();
    private final HandedReader failed = new HandedReader();

    @AfterEach
    void closeVertx() throws Exception {
        done(vertx.close());
    }

    @Test
    void commitsByAgeTellsWhatItHoldsAndCommitsTheRestAtClose() throws Exception {
        LakeStore store = LakeFixture.config(temp).openStore();
        Lake lake = done(Lake.deploy(setup(store)));
        reader.call(stage -> stage.position(4));
        reader.call(stage -> stage.take(batch(4, 10, track(10, "a"), track(11, "b"))));
        assertThat(done(lake.status())).isEmpty();

        clock.advance(LakeFixture.AGE);
        await().untilAsserted(() -> assertThat(trace).containsExactly("settled 4-12", "told"));
        reader.call(stage -> stage.take(batch(4, 12, track(12, "c"))));
        PartitionStatus status = done(lake.status()).get(0);
        done(lake.close());

        assertThat(status).isEqualTo(new PartitionStatus(TOPIC, 4, 12, 13L, 1, 2, status.bytes()));
        assertThat(trace).containsExactly("settled 4-12", "told", "released 4", "settled 4-13", "told", "closed");
        assertThat(new ChainTotals(new ReadableChain(store)).upToDate(java.util.Map.of()))
                .singleElement()
                .satisfies(total -> {
                    assertThat(total.chainEnd()).isEqualTo(13);
                    assertThat(total.rows()).isEqualTo(3);
                    assertThat(total.position()).isNull();
                });
    }

    @Test
    void whatFailedHasAChainOfItsOwn() throws Exception {
        LakeStore store = LakeFixture.config(temp).openStore();
        Lake lake = done(Lake.deploy(setup(store)));
        JournalRecord record = TestEvents.raw(7, "no event".getBytes(UTF_8));
        failed.call(stage -> stage.position(4));

        failed.call(stage -> stage.take(new JournalBatch(FAILED, 4, 7, 8, List.of(record))));
        done(lake.close());

        Marker marker = new CommitChain(store).at(FAILED, 4, 7).orElseThrow();
        assertThat(marker.files())
                .singleElement()
                .satisfies(file -> assertThat(file.path())
                        .startsWith("failed_events/v=1/date=2026-11-23/hour=12/4-00000000000000000007-"));
        assertThat(marker.sources()).containsOnlyKeys("unknown");
    }

    @Test
    void doesNotStartOnAStoreThatOverwrites() throws IOException {
        LakeStore careless = new TracedLakeStore(new MemoryLakeStore()) {
            @Override
            public boolean createIfAbsent(String path, byte[] content) throws IOException {
                delete(path);
                return super.createIfAbsent(path, content);
            }
        };

        assertThatThrownBy(() -> done(Lake.deploy(setup(careless)))).hasMessageContaining("conditional create");
    }

    @Test
    void doesNotStartOnTheSpoolOfAnother() throws Exception {
        try (Spool other = Spool.open(LakeFixture.config(temp).spool())) {
            assertThat(other).isNotNull();
            assertThatThrownBy(() -> done(Lake.deploy(setup(new MemoryLakeStore()))))
                    .hasMessageContaining("in use by another process");
        }
    }

    @Test
    void leavesTheSpoolWhenTheJournalRefuses() throws Exception {
        reader.refuses = true;
        assertThatThrownBy(() -> done(Lake.deploy(setup(new MemoryLakeStore()))))
                .hasMessageContaining("refused");

        reader.refuses = false;
        done(done(Lake.deploy(setup(new MemoryLakeStore()))).close());
    }

    private LakeSetup setup(LakeStore store) {
        return new LakeSetup(
                vertx,
                new HandedJournal(),
                new LakeSetup.Topics(TOPIC, FAILED),
                LakeFixture.config(temp),
                store,
                new SimpleMeterRegistry(),
                new Health(),
                clock,
                new Random(),
                () -> trace.add("told"));
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private final class HandedJournal implements Journal {
        @Override
        public Future<Durability> append(List<JournalEntry> entries) {
            return Future.failedFuture("not for appending");
        }

        @Override
        public JournalReader reader(Stage stage, String group, JournalTopic topic) {
            return topic == JournalTopic.EVENTS ? reader : failed;
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    /** A reader whose batches the test hands over, on the context that opened it. */
    private final class HandedReader implements JournalReader {
        volatile boolean refuses;
        private volatile Context context;
        private volatile JournalStage stage;
        private volatile int partition = -1;

        <T> T call(Function<JournalStage, Future<T>> step) throws Exception {
            Promise<T> promise = Promise.promise();
            context.runOnContext(go -> step.apply(stage).onComplete(promise));
            partition = 4;
            return done(promise.future());
        }

        @Override
        public Future<Void> open(JournalStage opened) {
            context = Vertx.currentContext();
            stage = opened;
            return refuses ? Future.failedFuture("refused") : Future.succeededFuture();
        }

        @Override
        public void settled(int settledPartition, long end) {
            trace.add("settled " + settledPartition + "-" + end);
        }

        @Override
        public void rewind(int rewound, String why) {
            throw new UnsupportedOperationException("the lake does not ask for it");
        }

        @Override
        public Future<Void> close() {
            if (partition < 0) {
                return Future.succeededFuture();
            }
            trace.add("released " + partition);
            return stage.release(partition, true).onComplete(released -> trace.add("closed"));
        }
    }
}
