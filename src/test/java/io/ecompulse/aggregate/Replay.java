package io.ecompulse.aggregate;

import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.KeptEntries;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Plays the journal's reader over one partition in memory, and lets the worst happen between any two steps. */
final class Replay {
    private final AggregateConfig config;
    private final AggregateStore store;
    private final Supplier<Future<Void>> flush;
    private final Calls calls;
    private final Iterator<Mishap> mishaps;
    private final Iterator<Integer> cuts;
    private final List<Long> settled = new ArrayList<>();
    private AggregateStage stage;
    private boolean crashes;

    enum Mishap {
        NONE,
        /** The command never reached the store. */
        LOST_BEFORE,
        /** The script ran, its answer was lost. */
        LOST_AFTER,
        /** The process ended after the script ran, before it settled; another one takes over. */
        CRASH_AFTER,
        /** The store forgets everything, then the command arrives. */
        FLUSH_BEFORE,
        /** The script ran, then the store forgets everything. */
        FLUSH_AFTER,
        /** Another process, that believes the partition is its own, repeats the command. */
        ZOMBIE_AFTER
    }

    /** Waits for a call, wherever it runs. */
    interface Calls {
        <T> Future<T> await(Supplier<Future<T>> call);
    }

    /** Cuts and mishaps are taken in turn; when they end, batches are whole and nothing happens any more. */
    Replay(AggregateConfig config, AggregateStore store, Supplier<Future<Void>> flush, Calls calls, Plan plan) {
        this.config = config;
        this.store = store;
        this.flush = flush;
        this.calls = calls;
        this.mishaps = plan.mishaps().iterator();
        this.cuts = plan.cuts().iterator();
        this.stage = newStage();
    }

    record Plan(List<Integer> cuts, List<Mishap> mishaps) {}

    /** Reads the log to its end. */
    void run(List<JournalRecord> log) {
        long end = log.size();
        long position = position();
        while (position < end) {
            long to = cuts.hasNext() ? Math.min(end, position + cuts.next()) : end;
            JournalBatch batch = new JournalBatch("events", 0, position, to, log.subList((int) position, (int) to));
            Future<Void> taken = calls.await(() -> stage.take(batch));
            if (crashes) {
                crashes = false;
                stage = newStage();
            }
            if (taken.succeeded()) {
                position = to;
            } else {
                calls.await(() -> stage.release(0, false));
                position = position();
            }
        }
    }

    /** Ends of what was settled, in order. */
    List<Long> settled() {
        return settled;
    }

    private long position() {
        Future<OptionalLong> position = calls.await(() -> stage.position(0));
        return position.result().orElse(0);
    }

    private AggregateStage newStage() {
        return new AggregateStage(
                config,
                new Unreliable(),
                new AggregateStage.Outlet(
                        (partition, end) -> settled.add(end),
                        new KeptEntries(new ArrayList<>()).failed(Stage.AGGREGATE),
                        new AggregateMeters(new SimpleMeterRegistry())),
                () -> 0);
    }

    private final class Unreliable implements AggregateStore {
        @Override
        public Future<OptionalLong> position(int partition) {
            return store.position(partition);
        }

        @Override
        public Future<Void> rebuilding(int partition, long until) {
            return store.rebuilding(partition, until);
        }

        @Override
        public Future<Verdict> apply(Delta delta) {
            Mishap mishap = mishaps.hasNext() ? mishaps.next() : Mishap.NONE;
            return switch (mishap) {
                case NONE -> store.apply(delta);
                case LOST_BEFORE -> Future.failedFuture("lost before");
                case LOST_AFTER -> store.apply(delta).compose(done -> Future.failedFuture("lost after"));
                case CRASH_AFTER -> {
                    crashes = true;
                    yield store.apply(delta).compose(done -> Future.failedFuture("crash"));
                }
                case FLUSH_BEFORE -> flush.get().compose(flushed -> store.apply(delta));
                case FLUSH_AFTER ->
                    store.apply(delta).compose(done -> flush.get().map(done));
                case ZOMBIE_AFTER ->
                    store.apply(delta).compose(done -> store.apply(delta).map(done));
            };
        }
    }
}
