package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalReader;
import io.ecompulse.journal.JournalStage;
import io.ecompulse.journal.KeptEntries;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a look at the fences asks, and what it makes of the answers. */
class FenceCheckTest {
    private final List<String> trace = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AggregateMeters meters = new AggregateMeters(registry);
    private final Deque<Promise<OptionalLong>> asked = new ArrayDeque<>();
    private Promise<AggregateStore.Verdict> applied = Promise.promise();
    private final AggregateStore store = new Answering();
    private final Reader reader = new Reader();
    private final AggregateStage stage = new AggregateStage(
            config(),
            store,
            new AggregateStage.Outlet(reader, new KeptEntries(new ArrayList<>()).failed(Stage.AGGREGATE), meters),
            () -> 0);
    private final FenceCheck check = new FenceCheck(stage, store, reader, meters);

    /** Writes down what it is asked; answers when the test does. */
    private final class Answering implements AggregateStore {
        @Override
        public Future<OptionalLong> position(int partition) {
            trace.add("asked " + partition);
            asked.add(Promise.promise());
            return asked.getLast().future();
        }

        @Override
        public Future<Void> rebuilding(int partition, long until) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Verdict> apply(Delta delta) {
            return applied.future();
        }
    }

    private final class Reader implements JournalReader {
        @Override
        public Future<Void> open(JournalStage opened) {
            return Future.succeededFuture();
        }

        @Override
        public void settled(int partition, long end) {}

        @Override
        public void rewind(int partition, String why) {
            trace.add("rewind " + partition + ": " + why);
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    private void assign(int partition, OptionalLong position) {
        stage.position(partition);
        answer(position);
        trace.clear();
    }

    private void answer(OptionalLong position) {
        asked.remove().complete(position);
    }

    private Future<Void> take(long start, long end) {
        applied = Promise.promise();
        return stage.take(new JournalBatch("events", 0, start, end, List.of()));
    }

    @Test
    void rewindsWhatIsGone() {
        assign(0, OptionalLong.of(7));
        check.run();
        answer(OptionalLong.empty());

        assertThat(trace).containsExactly("asked 0", "rewind 0: numbers of partition 0 are gone, they had reached 7");
    }

    @Test
    void rewindsWhatWentBackAndNothingElse() {
        assign(0, OptionalLong.of(7));
        for (long position = 6; position <= 8; position++) {
            check.run();
            answer(OptionalLong.of(position));
        }

        assertThat(trace)
                .containsExactly(
                        "asked 0",
                        "rewind 0: numbers of partition 0 stand at 6, they had reached 7",
                        "asked 0",
                        "asked 0");
    }

    @Test
    void looksAtWhereTheLastDeltaEnded() {
        assign(0, OptionalLong.empty());
        take(0, 9);
        applied.complete(new AggregateStore.Verdict.Applied());
        check.run();
        answer(OptionalLong.of(8));

        assertThat(trace).hasSize(2).last().asString().startsWith("rewind 0");
    }

    @Test
    void rewindsNoRebuildForNotBeingThereYet() {
        assign(0, OptionalLong.of(9));
        stage.release(0, false);
        assign(0, OptionalLong.empty());
        take(0, 4);
        applied.complete(new AggregateStore.Verdict.Applied());
        check.run();
        answer(OptionalLong.of(4));

        assertThat(trace).containsExactly("asked 0");
    }

    @Test
    void asksOnlyForWhatIsHeldAndHasSomethingToLose() {
        check.run();
        assign(0, OptionalLong.empty());
        assign(1, OptionalLong.of(3));
        assign(2, OptionalLong.of(3));
        stage.release(1, true);

        check.run();

        assertThat(trace).containsExactly("asked 2");
    }

    @Test
    void leavesAPartitionAloneWhileABatchIsTaken() {
        assign(0, OptionalLong.of(7));
        check.run();
        take(7, 8);
        answer(OptionalLong.empty());
        check.run();
        assertThat(trace).containsExactly("asked 0");

        applied.complete(new AggregateStore.Verdict.Applied());
        check.run();
        assertThat(trace).containsExactly("asked 0", "asked 0");
    }

    @Test
    void makesNothingOfAnAnswerThatABatchOrAReleaseOvertook() {
        assign(0, OptionalLong.of(7));
        check.run();
        take(7, 8);
        applied.complete(new AggregateStore.Verdict.Applied());
        answer(OptionalLong.of(7));
        check.run();
        stage.release(0, false);
        answer(OptionalLong.empty());

        assertThat(trace).containsExactly("asked 0", "asked 0");
    }

    @Test
    void leavesAPartitionWhoseBatchFailedToItsReader() {
        assign(0, OptionalLong.of(7));
        take(7, 8);
        applied.fail("Redis is away");
        check.run();

        assertThat(trace).isEmpty();
    }

    @Test
    void asksOneQuestionAtATimeAndAgainAfterAFailure() {
        assign(0, OptionalLong.of(7));
        check.run();
        check.run();
        assertThat(trace).containsExactly("asked 0");

        asked.remove().fail("Redis is away");
        check.run();

        assertThat(trace).containsExactly("asked 0", "asked 0");
        assertThat(registry.counter("ecompulse.errors", "stage", "aggregate", "step", "check")
                        .count())
                .isEqualTo(1);
    }
}
