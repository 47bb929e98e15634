package io.ecompulse.aggregate;

import io.ecompulse.aggregate.AggregateMeters.Step;
import io.ecompulse.aggregate.AggregateStore.Verdict;
import io.ecompulse.journal.FailedRecord;
import io.ecompulse.journal.FailedRecords;
import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.JournalStage;
import io.ecompulse.journal.Rewind;
import io.ecompulse.journal.Settlement;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds batches and applies them. Keeps nothing that the store does not hold, but for how far each partition has come: so
 * that a store which lost its numbers is known to be incomplete until it stands there again.
 */
final class AggregateStage implements JournalStage {
    /** Records of one delta at most, so that no call to the store grows without a bound; batches are smaller as a rule. */
    static final int RECORDS_MAX = 10_000;
    /** Arguments of one delta at about most: Redis takes a million, and does nothing else while it works on them. */
    static final int WEIGHT_MAX = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(AggregateStage.class);

    private final AggregateConfig config;
    private final AggregateStore store;
    private final Outlet outlet;
    private final AggregateMeters meters;
    private final LongSupplier nanos;
    private final Fold.Reader reader;
    private final Map<Integer, Reading> readings = new HashMap<>();
    /** The partitions that are read, less those of which a batch is being taken. */
    private final Set<Integer> idle = new HashSet<>();

    /**
     * @param first the store held nothing of the partition, and nothing was applied since
     * @param opened nothing was applied since the position was asked
     * @param next where the store stands by what it last said
     * @param reached the furthest it stood, in whichever reading of this process
     */
    private record Reading(boolean first, boolean opened, long next, long reached) {}

    /**
     * A delta, and the records of its stretch that are no part of it.
     *
     * @param next the index of the first record behind
     */
    private record Folded(Delta delta, List<FailedRecord> failed, int next) {}

    /** Who is told: the reader of what is settled, the failed topic of what cannot be counted, the meters. */
    record Outlet(Settlement settlement, FailedRecords failed, AggregateMeters meters) {}

    AggregateStage(AggregateConfig config, AggregateStore store, Outlet outlet, LongSupplier nanos) {
        this(config, store, outlet, nanos, Counted.reader(config));
    }

    /** For tests whose reader stumbles. */
    AggregateStage(
            AggregateConfig config, AggregateStore store, Outlet outlet, LongSupplier nanos, Fold.Reader reader) {
        this.reader = reader;
        this.config = config;
        this.store = store;
        this.outlet = outlet;
        this.meters = outlet.meters();
        this.nanos = nanos;
    }

    @Override
    public Future<OptionalLong> position(int partition) {
        return store.position(partition)
                .compose(position -> begin(partition, position).map(position))
                .onFailure(fault -> meters.error(Step.POSITION));
    }

    /** Where the store stands for each partition that it holds something of and that no batch is being taken of. */
    Map<Integer, Long> resting() {
        Map<Integer, Long> resting = new HashMap<>();
        for (int partition : idle) {
            Reading reading = reading(partition);
            if (!reading.first()) {
                resting.put(partition, reading.next());
            }
        }
        return resting;
    }

    /** Whether nothing has happened to a partition of which {@link #resting} said so. */
    boolean isResting(int partition, long stood) {
        return Objects.equals(resting().get(partition), stood);
    }

    @Override
    public Future<Void> take(JournalBatch batch) {
        meters.received(batch.records().size());
        idle.remove(batch.partition());
        // Inside compose, so that a fault in folding fails the batch and not the reader that called.
        return Future.succeededFuture()
                .compose(go -> takeFrom(batch, 0, batch.start()))
                .onSuccess(taken -> idle.add(batch.partition()));
    }

    /** Nothing to finish: what was taken is in the store, or will be read again. */
    @Override
    public Future<Void> release(int partition, boolean orderly) {
        idle.remove(partition);
        return Future.succeededFuture();
    }

    private Future<Void> begin(int partition, OptionalLong position) {
        long next = position.orElse(0);
        Reading before = readings.get(partition);
        long reached = before == null ? next : Math.max(before.reached(), next);
        // Numbers that are known to be missing are said to be from now on, not only once the first of them are back.
        Future<Void> said = next < reached ? store.rebuilding(partition, reached) : Future.succeededFuture();
        return said.onSuccess(marked -> {
            readings.put(partition, new Reading(position.isEmpty(), true, next, reached));
            idle.add(partition);
        });
    }

    /** Applies the records from {@code index} on, one delta after the other. */
    private Future<Void> takeFrom(JournalBatch batch, int index, long start) {
        Folded folded = fold(batch, index, start);
        boolean isLast = folded.next() == batch.records().size();
        // I3: the store moves the position, so what it will never count is durable first.
        return keep(batch, folded.failed())
                .compose(kept -> apply(folded.delta()))
                .compose(applied -> isLast
                        ? Future.succeededFuture()
                        : takeFrom(batch, folded.next(), folded.delta().end()));
    }

    private Future<Void> keep(JournalBatch batch, List<FailedRecord> failed) {
        return failed.isEmpty()
                ? Future.succeededFuture()
                : outlet.failed()
                        .append(batch.topic(), batch.partition(), failed)
                        .onFailure(fault -> meters.error(Step.KEEP))
                        .onSuccess(kept -> kept.forEach(meters::failed))
                        .mapEmpty();
    }

    private Folded fold(JournalBatch batch, int index, long start) {
        long began = nanos.getAsLong();
        List<JournalRecord> records = batch.records();
        List<FailedRecord> failed = new ArrayList<>();
        Fold fold = new Fold(config, (record, fault) -> failed.add(poison(batch, record, fault)), reader);
        int next = index;
        while (next < records.size() && next - index < RECORDS_MAX && fold.weight() < WEIGHT_MAX) {
            fold.add(records.get(next++));
        }
        fold.foreign().forEach(record -> failed.add(FailedRecord.unreadable(record)));
        Reading reading = reading(batch.partition());
        Delta delta = new Delta(
                batch.partition(),
                start,
                next == records.size() ? batch.end() : records.get(next).offset(),
                reading.first(),
                reading.first() ? reading.reached() : 0,
                since(reading, start, records.subList(index, next)),
                fold.content());
        meters.duration(Step.FOLD, nanos.getAsLong() - began);
        return new Folded(delta, failed, next);
    }

    /** Since when everything is counted, if records before were gone from the journal when reading began; else 0. */
    private static long since(Reading reading, long start, List<JournalRecord> records) {
        long expected = reading.first() ? 0 : start;
        boolean gone = reading.opened() && !records.isEmpty() && records.get(0).offset() > expected;
        return gone ? Math.max(1, records.get(0).receivedAt()) : 0;
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
        if (verdict instanceof Verdict.Moved) {
            return Future.failedFuture(
                    Rewind.to("numbers of partition " + delta.partition() + " are being built anew"));
        }
        if (verdict instanceof Verdict.Lost) {
            return Future.failedFuture(Rewind.to("numbers of partition " + delta.partition()
                    + " are gone although they had reached " + delta.start()));
        }
        long reached = Math.max(reading(delta.partition()).reached(), delta.end());
        readings.put(delta.partition(), new Reading(false, false, delta.end(), reached));
        meters.applied(delta.content().tally());
        outlet.settlement().settled(delta.partition(), delta.end()); // I3: only now, the script has returned
        return Future.succeededFuture();
    }

    /** A fault of ours. Its message stays out of the log, for it may quote what the client sent. */
    private FailedRecord poison(JournalBatch batch, JournalRecord record, Throwable fault) {
        meters.error(Step.FOLD);
        FailedRecord failed = FailedRecord.poison(record, fault);
        LOG.error(
                "The record of {}-{} at offset {} goes to the failed events, for reading it failed twice: {}",
                batch.topic(),
                batch.partition(),
                record.offset(),
                failed.detail());
        return failed;
    }

    private Reading reading(int partition) {
        Reading reading = readings.get(partition);
        if (reading == null) {
            throw new IllegalStateException("Partition " + partition + " was taken before its position was asked");
        }
        return reading;
    }
}
