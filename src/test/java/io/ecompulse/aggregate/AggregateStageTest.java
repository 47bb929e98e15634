package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.config;
import static io.ecompulse.aggregate.Shop.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.KeptEntries;
import io.ecompulse.journal.Rewind;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AggregateStageTest {
    private final List<String> trace = new ArrayList<>();
    private final Scripted store = new Scripted();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AggregateStage stage = new AggregateStage(
            config(),
            store,
            new AggregateStage.Outlet(
                    (partition, end) -> trace.add("settled " + partition + "@" + end),
                    new KeptEntries(trace).failed(Stage.AGGREGATE),
                    new AggregateMeters(registry)),
            () -> 0);

    /** Writes down every call; answers what the test puts in. */
    private final class Scripted implements AggregateStore {
        private OptionalLong position = OptionalLong.empty();
        private Future<Void> marked = Future.succeededFuture();
        private Promise<Verdict> answer = Promise.promise();

        @Override
        public Future<OptionalLong> position(int partition) {
            trace.add("asked " + partition);
            return Future.succeededFuture(position);
        }

        @Override
        public Future<Void> rebuilding(int partition, long until) {
            trace.add("rebuilding " + partition + " until " + until);
            return marked;
        }

        @Override
        public Future<Verdict> apply(Delta delta) {
            trace.add("applied " + delta.start() + "-" + delta.end() + (delta.first() ? " first" : "")
                    + (delta.rebuiltAt() > 0 ? " until " + delta.rebuiltAt() : ""));
            return answer.future().andThen(returned -> trace.add("returned"));
        }

        void answers(Verdict verdict) {
            answer = Promise.promise();
            answer.complete(verdict);
        }
    }

    private static JournalBatch batch(long start, long end) {
        List<JournalRecord> records =
                LongStream.range(start, end).mapToObj(page()::record).toList();
        return new JournalBatch("events", 0, start, end, records);
    }

    @Test
    void settlesOnlyAfterTheScriptReturned() {
        assertThat(stage.position(0).result()).isEmpty();
        Future<Void> taken = stage.take(batch(0, 3));
        assertThat(trace).containsExactly("asked 0", "applied 0-3 first");

        store.answer.complete(new AggregateStore.Verdict.Applied());

        assertThat(taken.succeeded()).isTrue();
        assertThat(trace).containsExactly("asked 0", "applied 0-3 first", "returned", "settled 0@3");
        assertThat(registry.counter("ecompulse.sent.events", "stage", "aggregate")
                        .count())
                .isEqualTo(3);
    }

    @Test
    void metersEventsWhoseClocksWereWrongOnceTheyAreCounted() {
        List<JournalRecord> wrong = List.of(
                Shop.Sale.of("{\"type\":\"page\",\"timestamp\":\"2090-01-01T00:00:00Z\"}")
                        .record(0),
                page().record(1));
        stage.position(0);
        Future<Void> taken = stage.take(new JournalBatch("events", 0, 0, 2, wrong));
        assertThat(corrected()).isZero();

        store.answer.complete(new AggregateStore.Verdict.Applied());

        assertThat(taken.succeeded()).isTrue();
        assertThat(corrected()).isEqualTo(1);
    }

    private double corrected() {
        return registry.counter("ecompulse.corrected.events", "stage", "aggregate")
                .count();
    }

    @Test
    void settlesNothingWhenTheScriptFails() {
        stage.position(0);
        Future<Void> taken = stage.take(batch(0, 3));

        store.answer.fail("connection closed");

        assertThat(taken.cause()).hasMessage("connection closed");
        assertThat(trace).noneMatch(step -> step.startsWith("settled"));
        assertThat(registry.counter("ecompulse.sent.events", "stage", "aggregate")
                        .count())
                .isZero();
        assertThat(registry.counter("ecompulse.errors", "stage", "aggregate", "step", "apply")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void rewindsWhenTheStoreStandsElsewhere() {
        store.position = OptionalLong.of(7);
        stage.position(0);
        store.answers(new AggregateStore.Verdict.Refused(9));

        Future<Void> taken = stage.take(batch(7, 8));

        assertThat(taken.cause()).isInstanceOf(Rewind.class).hasMessageContaining("stand at 9");
        assertThat(trace).containsExactly("asked 0", "applied 7-8", "returned");
    }

    @Test
    void saysFirstOnlyUntilSomethingWasApplied() {
        stage.position(0);
        store.answers(new AggregateStore.Verdict.Applied());

        stage.take(batch(4, 5));
        stage.take(batch(5, 6));

        assertThat(trace)
                .containsExactly(
                        "asked 0",
                        "applied 4-5 first",
                        "returned",
                        "settled 0@5",
                        "applied 5-6",
                        "returned",
                        "settled 0@6");
    }

    @Test
    void marksARebuildUntilItReachesWhereItHadBeen() {
        store.position = OptionalLong.of(7);
        stage.position(0);
        store.answers(new AggregateStore.Verdict.Applied());
        stage.take(batch(7, 9));
        store.answers(new AggregateStore.Verdict.Lost());
        assertThat(stage.take(batch(9, 10)).cause()).isInstanceOf(Rewind.class);
        stage.release(0, false);
        trace.clear();

        store.position = OptionalLong.empty();
        stage.position(0);
        store.answers(new AggregateStore.Verdict.Applied());
        stage.take(batch(0, 2));
        stage.take(batch(2, 4));

        assertThat(trace)
                .containsExactly(
                        "asked 0",
                        "rebuilding 0 until 9",
                        "applied 0-2 first until 9",
                        "returned",
                        "settled 0@2",
                        "applied 2-4",
                        "returned",
                        "settled 0@4");
    }

    @Test
    void saysThatNumbersAreMissingBeforeItReadsAgainFromALowerPosition() {
        store.position = OptionalLong.of(7);
        stage.position(0);
        store.position = OptionalLong.of(5);
        store.marked = Future.failedFuture("Redis is away");
        assertThat(stage.position(0).cause()).hasMessage("Redis is away");
        store.marked = Future.succeededFuture();

        assertThat(stage.position(0).result()).isEqualTo(OptionalLong.of(5));

        assertThat(trace)
                .containsExactly("asked 0", "asked 0", "rebuilding 0 until 7", "asked 0", "rebuilding 0 until 7");
    }

    @Test
    void movesThePositionOverABatchWithoutRecords() {
        stage.position(0);
        store.answers(new AggregateStore.Verdict.Applied());

        stage.take(new JournalBatch("events", 0, 0, 12, List.of()));

        assertThat(trace).containsExactly("asked 0", "applied 0-12 first", "returned", "settled 0@12");
    }

    @Test
    void cutsABatchThatHoldsMoreThanOneDeltaMay() {
        stage.position(0);
        store.answers(new AggregateStore.Verdict.Applied());
        long max = AggregateStage.RECORDS_MAX;

        stage.take(batch(0, max));
        stage.take(batch(max, 2 * max + 1));

        assertThat(trace)
                .filteredOn(step -> step.startsWith("applied"))
                .containsExactly("applied 0-10000 first", "applied 10000-20000", "applied 20000-20001");
    }

    @Test
    void failsABatchOfAPartitionWhosePositionWasNotAsked() {
        assertThat(stage.take(batch(0, 1)).cause()).isInstanceOf(IllegalStateException.class);
    }
}
