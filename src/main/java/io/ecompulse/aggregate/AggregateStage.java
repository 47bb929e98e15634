package io.ecompulse.aggregate;

import io.ecompulse.aggregate.AggregateMeters.Step;
import io.ecompulse.aggregate.AggregateStore.Verdict;
import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.JournalStage;
import io.ecompulse.journal.Rewind;
import io.ecompulse.journal.Settlement;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Folds batches and applies them. Keeps nothing that the store does not hold, but for how far each partition has come: so
 * that a store which lost its numbers is known to be incomplete until it stands there again.
 */
final class AggregateStage implements JournalStage {
    /** Records of one delta at most, so that no call to the store grows without a bound; batches are smaller as a rule. */
    static final int RECORDS_MAX = 10_000;

    private final AggregateConfig config;
    private final AggregateStore store;
    private final Settlement settlement;
    private final AggregateMeters meters;
    private final LongSupplier nanos;
    private final Map<Integer, Reading> readings = new HashMap<>();

    /**
     * @param first the store held nothing of the partition, and nothing was applied since
     * @param reached the end of the last delta that was applied, by whichever reading of this process
     */
    private record Reading(boolean first, long reached) {}

    AggregateStage(
            AggregateConfig config,
            AggregateStore store,
            Settlement settlement,
            AggregateMeters meters,
            LongSupplier nanos) {
        this.config = config;
        this.store = store;
        this.settlement = settlement;
        this.meters = meters;
        this.nanos = nanos;
    }

    @Override
    public Future<OptionalLong> position(int partition) {
        return store.position(partition).andThen(answer -> {
            if (answer.failed()) {
                meters.error(Step.POSITION);
            } else {
                long next = answer.result().orElse(0);
                readings.merge(
                        partition,
                        new Reading(answer.result().isEmpty(), next),
                        (before, now) -> new Reading(now.first(), Math.max(before.reached(), now.reached())));
            }
        });
    }

    @Override
    public Future<Void> take(JournalBatch batch) {
        meters.received(batch.records().size());
        // Inside compose, so that a fault in folding fails the batch and not the reader that called.
        return Future.succeededFuture().compose(go -> takeFrom(batch, 0, batch.start()));
    }

    /** Nothing to finish: what was taken is in the store, or will be read again. */
    @Override
    public Future<Void> release(int partition, boolean orderly) {
        return Future.succeededFuture();
    }

    /** Applies the records from {@code index} on, one delta after the other. */
    private Future<Void> takeFrom(JournalBatch batch, int index, long start) {
        List<JournalRecord> records = batch.records();
        int next = Math.min(records.size(), index + RECORDS_MAX);
        boolean isLast = next == records.size();
        long end = isLast ? batch.end() : records.get(next).offset();
        Delta delta = fold(batch.partition(), start, end, records.subList(index, next));
        return apply(delta).compose(applied -> isLast ? Future.succeededFuture() : takeFrom(batch, next, end));
    }

    private Delta fold(int partition, long start, long end, List<JournalRecord> records) {
        long began = nanos.getAsLong();
        Fold fold = new Fold(config);
        records.forEach(fold::add);
        Reading reading = reading(partition);
        Delta delta = new Delta(
                partition,
                start,
                end,
                reading.first(),
                reading.first() ? reading.reached() : 0,
                fold.cells(),
                fold.orders(),
                fold.recent(),
                fold.tally());
        meters.duration(Step.FOLD, nanos.getAsLong() - began);
        return delta;
    }

    private Future<Void> apply(Delta delta) {
        long began = nanos.getAsLong();
        return store.apply(delta)
                .andThen(answer -> {
                    meters.duration(Step.APPLY, nanos.getAsLong() - began);
                    if (answer.failed()) {
                        meters.error(Step.APPLY);
                    }
                })
                .compose(verdict -> judge(delta, verdict));
    }

    private Future<Void> judge(Delta delta, Verdict verdict) {
        if (verdict instanceof Verdict.Refused refused) {
            return Future.failedFuture(Rewind.to("numbers of partition " + delta.partition() + " stand at "
                    + refused.position() + ", the batch starts at " + delta.start()));
        }
        if (verdict instanceof Verdict.Lost) {
            return Future.failedFuture(Rewind.to("numbers of partition " + delta.partition()
                    + " are gone although they had reached " + delta.start()));
        }
        long reached = Math.max(reading(delta.partition()).reached(), delta.end());
        readings.put(delta.partition(), new Reading(false, reached));
        meters.applied(delta.tally());
        settlement.settled(delta.partition(), delta.end()); // I3: only now, the script has returned
        return Future.succeededFuture();
    }

    private Reading reading(int partition) {
        Reading reading = readings.get(partition);
        if (reading == null) {
            throw new IllegalStateException("Partition " + partition + " was taken before its position was asked");
        }
        return reading;
    }
}
