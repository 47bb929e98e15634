package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The order of everything around one partition, step by step, on a context that the test drives. */
class PartitionDeliveryTest {
    private final List<String> trace = new ArrayList<>();
    private final Deque<Runnable> home = new ArrayDeque<>();
    private final List<Runnable> timers = new ArrayList<>();
    private final Deque<Promise<?>> calls = new ArrayDeque<>();
    private final ReaderMeters meters = new ReaderMeters(new SimpleMeterRegistry(), Stage.LAKE);
    private final PartitionRead read =
            new PartitionRead(new TopicPartition("t", 3), Journals.config().dedup());
    private final PartitionDelivery delivery = new PartitionDelivery(read, control(), parts());

    @Test
    void asksThePositionThenTakesOneBatchAfterTheOther() {
        delivery.begin();
        poll(1, 0, 10);
        answer(OptionalLong.of(5));
        poll(1, 5, 10);
        poll(1, 10, 20);
        settleHome();
        assertThat(trace).containsExactly("position", "start 1 at 5", "take 5-10");

        answer(null);

        assertThat(trace).containsExactly("position", "start 1 at 5", "take 5-10", "take 10-20");
        assertThat(meters.buffered().get()).isEqualTo(10);
    }

    @Test
    void afterAFaultItHoldsDropsWaitsAndAsksAgain() {
        reading();
        poll(1, 0, 10);
        poll(1, 10, 20);
        fail(new IllegalStateException("disk full"));
        assertThat(trace).containsExactly("take 0-10", "hold", "drop");
        assertThat(meters.buffered().get()).isZero();

        answer(null);
        assertThat(trace).endsWith("after 200 ms");
        fireTimers();
        answer(OptionalLong.of(0));

        assertThat(trace).containsExactly("take 0-10", "hold", "drop", "after 200 ms", "position", "start 3 at 0");
    }

    @Test
    void neverDeliversABatchOfAnOlderRun() {
        reading();
        poll(1, 0, 10);
        fail(new IllegalStateException("disk full"));
        answer(null);
        fireTimers();
        answer(OptionalLong.of(0));
        trace.clear();

        poll(1, 10, 20);
        poll(3, 0, 10);

        assertThat(trace).containsExactly("take 0-10");
        assertThat(meters.buffered().get()).isEqualTo(10);
    }

    @Test
    void aRewindAsksAtOnceButNotForEver() {
        reading();
        poll(1, 0, 10);
        fail(Rewind.to("elsewhere"));
        answer(null);
        assertThat(trace).containsExactly("take 0-10", "hold", "drop", "position");

        answer(OptionalLong.of(0));
        poll(3, 0, 10);
        fail(Rewind.to("elsewhere"));
        answer(null);

        assertThat(trace).endsWith("take 0-10", "hold", "drop", "after 400 ms");
    }

    @Test
    void backsOffLongerAndLongerUpToItsBoundUntilSomethingIsTaken() {
        delivery.begin();
        for (int i = 0; i < 10; i++) {
            fail(new IllegalStateException("Redis is away"));
            fireTimers();
        }
        assertThat(trace.stream().filter(step -> step.startsWith("after")))
                .startsWith("after 200 ms", "after 400 ms", "after 800 ms")
                .endsWith("after 30000 ms", "after 30000 ms");

        answer(OptionalLong.of(0));
        poll(1, 0, 10);
        answer(null);
        poll(1, 10, 20);
        fail(new IllegalStateException("again"));
        answer(null);
        assertThat(trace).endsWith("drop", "after 200 ms");
    }

    @Test
    void endsOnlyAfterTheBatchInHandAndDropsThoseBehindIt() {
        reading();
        poll(1, 0, 10);
        poll(1, 10, 20);

        Future<Void> ended = delivery.end(true);
        settleHome();
        assertThat(trace).containsExactly("take 0-10");
        answer(null);
        assertThat(trace).containsExactly("take 0-10", "finish");
        assertThat(ended.isComplete()).isFalse();
        answer(null);

        assertThat(ended.succeeded()).isTrue();
        assertThat(meters.buffered().get()).isZero();
    }

    @Test
    void hasNothingFinishedWhenTheLastBatchFailed() {
        reading();
        poll(1, 0, 10);
        delivery.end(true);
        fail(new IllegalStateException("disk full"));

        assertThat(trace).containsExactly("take 0-10", "drop");
    }

    @Test
    void hasNothingFinishedWhenThePartitionIsLostMeanwhile() {
        reading();
        poll(1, 0, 10);
        delivery.end(true);
        delivery.end(false);
        answer(null);

        assertThat(trace).containsExactly("take 0-10", "drop");
    }

    @Test
    void releasesNothingThatItDoesNotHold() {
        assertThat(delivery.end(true).succeeded()).isTrue();
        assertThat(trace).isEmpty();
    }

    @Test
    void releasesNotTwiceWhenItEndsDuringABackOff() {
        reading();
        poll(1, 0, 10);
        fail(new IllegalStateException("disk full"));
        answer(null);
        trace.clear();

        assertThat(delivery.end(true).succeeded()).isTrue();
        fireTimers();

        assertThat(trace).isEmpty();
    }

    @Test
    void letsTheBatchInHandComeBackBeforeItStartsOverForKafkasSake() {
        reading();
        poll(1, 0, 10);
        poll(1, 10, 20);
        delivery.broke(1, new IllegalStateException("out of range"));
        settleHome();
        assertThat(trace).containsExactly("take 0-10");

        answer(null);

        assertThat(trace).containsExactly("take 0-10", "hold", "drop");
    }

    @Test
    void startsOverWhenKafkaFailsWhileNothingIsInHand() {
        reading();
        delivery.broke(0, new IllegalStateException("an older run"));
        settleHome();
        assertThat(trace).isEmpty();

        delivery.broke(1, new IllegalStateException("out of range"));
        settleHome();

        assertThat(trace).containsExactly("hold", "drop");
    }

    @Test
    void aStageThatThrowsIsAStageThatFails() {
        PartitionDelivery thrown = new PartitionDelivery(
                read,
                control(),
                new DeliveryParts(
                        new Throwing(), parts().home(), Journals.config().reads(), meters));
        thrown.begin();
        settleHome();

        assertThat(trace).containsExactly("after 200 ms");
    }

    private void reading() {
        delivery.begin();
        answer(OptionalLong.of(0));
        trace.clear();
    }

    private void poll(long run, long start, long end) {
        meters.buffered().addAndGet(10);
        delivery.polled(new PolledBatch(read, run, new JournalBatch("t", 3, start, end, List.of()), 10));
        settleHome();
    }

    @SuppressWarnings("unchecked") // The test knows what it is asked for.
    private <T> void answer(T result) {
        settleHome();
        ((Promise<T>) calls.remove()).complete(result);
        settleHome();
    }

    private void fail(Exception fault) {
        settleHome();
        calls.remove().fail(fault);
        settleHome();
    }

    private void settleHome() {
        while (!home.isEmpty()) {
            home.remove().run();
        }
    }

    private void fireTimers() {
        List<Runnable> due = new ArrayList<>(timers);
        timers.clear();
        due.forEach(Runnable::run);
        settleHome();
    }

    private ReadControl control() {
        return new ReadControl() {
            @Override
            public void start(PartitionRead started, long run, OptionalLong position) {
                trace.add("start " + run + " at " + position.orElse(-1));
            }

            @Override
            public void hold(PartitionRead held) {
                trace.add("hold");
            }
        };
    }

    private DeliveryParts parts() {
        StageContext context = new StageContext() {
            @Override
            public void run(Runnable task) {
                home.add(task);
            }

            @Override
            public void after(long millis, Runnable task) {
                trace.add("after " + millis + " ms");
                timers.add(task);
            }
        };
        return new DeliveryParts(new Traced(), context, Journals.config().reads(), meters);
    }

    private final class Traced implements JournalStage {
        @Override
        public Future<OptionalLong> position(int partition) {
            return called("position");
        }

        @Override
        public Future<Void> take(JournalBatch batch) {
            return called("take " + batch.start() + "-" + batch.end());
        }

        @Override
        public Future<Void> release(int partition, boolean orderly) {
            return called(orderly ? "finish" : "drop");
        }

        private <T> Future<T> called(String step) {
            trace.add(step);
            Promise<T> promise = Promise.promise();
            calls.add(promise);
            return promise.future();
        }
    }

    private static final class Throwing implements JournalStage {
        @Override
        public Future<OptionalLong> position(int partition) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public Future<Void> take(JournalBatch batch) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public Future<Void> release(int partition, boolean orderly) {
            throw new IllegalStateException("a bug");
        }
    }
}
