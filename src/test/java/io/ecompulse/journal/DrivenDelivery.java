package io.ecompulse.journal;

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

/** One partition's delivery, step by step, on a context that the test drives. */
abstract class DrivenDelivery {
    final List<String> trace = new ArrayList<>();
    private final Deque<Runnable> home = new ArrayDeque<>();
    private final List<Runnable> timers = new ArrayList<>();
    private final Deque<Promise<?>> calls = new ArrayDeque<>();
    final ReaderMeters meters = new ReaderMeters(new SimpleMeterRegistry(), Stage.LAKE);
    final PartitionRead read =
            new PartitionRead(new TopicPartition("t", 3), Journals.config().dedup());
    final PartitionDelivery delivery = new PartitionDelivery(read, control(), parts());

    void reading() {
        delivery.begin();
        answer(OptionalLong.of(0));
        trace.clear();
    }

    void poll(long run, long start, long end) {
        meters.buffered().addAndGet(10);
        delivery.polled(new PolledBatch(read, run, new JournalBatch("t", 3, start, end, List.of()), 10));
        settleHome();
    }

    @SuppressWarnings("unchecked") // The test knows what it is asked for.
    <T> void answer(T result) {
        settleHome();
        ((Promise<T>) calls.remove()).complete(result);
        settleHome();
    }

    void fail(Exception fault) {
        settleHome();
        calls.remove().fail(fault);
        settleHome();
    }

    void settleHome() {
        while (!home.isEmpty()) {
            home.remove().run();
        }
    }

    void fireTimers() {
        List<Runnable> due = new ArrayList<>(timers);
        timers.clear();
        due.forEach(Runnable::run);
        settleHome();
    }

    ReadControl control() {
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

    DeliveryParts parts() {
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
}
