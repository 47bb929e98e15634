package io.ecompulse.lake;

import io.ecompulse.journal.FailedRecord;
import io.ecompulse.journal.FailedRecords;
import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalStage;
import io.ecompulse.journal.Rewind;
import io.ecompulse.journal.Settlement;
import io.ecompulse.telemetry.StageMeters;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns batches into windows, one lane for each partition. Works blocking, so every call must come on one worker context;
 * {@link #positions} and {@link #problem} may be asked from anywhere.
 */
final class LakeStage implements JournalStage, MemoryBudget.Sharer {
    private static final Logger LOG = LoggerFactory.getLogger(LakeStage.class);

    private final String topic;
    private final Windows windows;
    private final Outlet outlet;
    private final MemoryBudget budget;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final Map<Integer, Long> positions = new ConcurrentHashMap<>();
    private final Map<Integer, String> problems = new ConcurrentHashMap<>();

    /**
     * Who is told.
     *
     * @param settlement of what is settled
     * @param keeping of what has no row
     * @param rewinds that a partition has to be read again although no batch of it failed
     * @param committed that there are new markers
     */
    record Outlet(Settlement settlement, Keeping keeping, Rewinds rewinds, Runnable committed, StageMeters meters) {}

    /** Makes records that have no row durable elsewhere, as {@link FailedRecords#append}. */
    @FunctionalInterface
    interface Keeping {
        /** What the failed topic has is kept there; to append it again would go round for ever. */
        Keeping ALREADY = (topic, partition, records) -> Future.succeededFuture(records);

        Future<List<FailedRecord>> append(String topic, int partition, List<FailedRecord> records);
    }

    /** As {@link io.ecompulse.journal.JournalReader#rewind}. */
    @FunctionalInterface
    interface Rewinds {
        void rewind(int partition, String why);
    }

    /** @param budget which it shares with the stages that joined it before */
    LakeStage(String topic, Windows windows, Outlet outlet, MemoryBudget budget) {
        this.topic = topic;
        this.windows = windows;
        this.outlet = outlet;
        this.budget = budget;
        budget.add(this);
    }

    @Override
    public Future<OptionalLong> position(int partition) {
        try {
            drop(partition);
            OptionalLong end = windows.chain().end(topic, partition);
            lanes.put(partition, new Lane(new CommitChain.Partition(topic, partition), end, windows, this::committed));
            return Future.succeededFuture(end);
        } catch (IOException | RuntimeException fault) {
            return failed(LakeStep.POSITION, partition, fault);
        }
    }

    @Override
    public Future<Void> take(JournalBatch batch) {
        Lane lane = lanes.get(batch.partition());
        if (lane == null) {
            return Future.failedFuture(Rewind.to("partition " + batch.partition() + " was not asked for its position"));
        }
        outlet.meters().received(batch.records().size());
        return take(lane, batch);
    }

    private Future<Void> take(Lane lane, JournalBatch batch) {
        try {
            if (!lane.take(batch)) {
                return keep(lane, batch.partition()).compose(kept -> take(lane, batch));
            }
            positions.put(batch.partition(), batch.end());
        } catch (IOException | Rewind | RuntimeException fault) {
            return failed(LakeStep.COMMIT, batch.partition(), fault);
        }
        budget.keep();
        return Future.succeededFuture();
    }

    /** Waits without blocking: the journal answers on this very context. */
    private Future<Void> keep(Lane lane, int partition) {
        return outlet.keeping()
                .append(topic, partition, lane.owed())
                .onSuccess(kept -> {
                    kept.forEach(failed -> outlet.meters().discarded(LakeDiscard.of(failed), 1));
                    lane.paid();
                })
                .onFailure(fault -> note(LakeStep.KEEP, partition, fault))
                .mapEmpty();
    }

    @Override
    public Future<Void> release(int partition, boolean orderly) {
        Lane lane = lanes.get(partition);
        Future<Void> finished = Future.succeededFuture();
        if (lane != null && orderly) {
            try {
                lane.finish();
            } catch (IOException | Rewind | RuntimeException fault) {
                finished = failed(LakeStep.COMMIT, partition, fault);
            }
        }
        drop(partition);
        problems.remove(partition); // Asking for its position comes next, here or elsewhere, and tells anew.
        return finished;
    }

    /** Seals what is old enough; to be called about every second. */
    void tick(Instant now) {
        lanes.forEach((partition, lane) -> handled(partition, lane, () -> lane.tick(now)));
    }

    /** Where each partition of this process is read up to. */
    Map<CommitChain.Partition, Long> positions() {
        Map<CommitChain.Partition, Long> read = new HashMap<>();
        positions.forEach((partition, position) -> read.put(new CommitChain.Partition(topic, partition), position));
        return read;
    }

    /** What is wrong with the partitions of this process; null when all is well. */
    @Nullable
    String problem() {
        return problems.isEmpty() ? null : String.join("; ", problems.values());
    }

    @Override
    public long heldBytes() {
        return lanes.values().stream().mapToLong(Lane::bufferedBytes).sum();
    }

    @Override
    public long largestBytes() {
        return largest().map(entry -> entry.getValue().bufferedBytes()).orElse(0L);
    }

    @Override
    public void sealLargest() {
        largest()
                .ifPresent(entry -> handled(
                        entry.getKey(), entry.getValue(), () -> entry.getValue().sealAndCommit(SealCause.BUDGET)));
    }

    private Optional<Map.Entry<Integer, Lane>> largest() {
        return lanes.entrySet().stream()
                .filter(entry -> !entry.getValue().owes())
                .max(Comparator.comparingLong(entry -> entry.getValue().bufferedBytes()));
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException, Rewind;
    }

    /**
     * A fault outside a batch: the lane tries again, or it lost its window. Then the reader is told, for the next batch, which
     * would fail, may be long in coming.
     */
    private void handled(int partition, Lane lane, Step step) {
        try {
            step.run();
        } catch (IOException | Rewind | RuntimeException fault) {
            note(LakeStep.COMMIT, partition, fault);
            LOG.warn("{}-{}: window not committed: {}", topic, partition, fault.toString());
            if (lane.isBroken()) {
                outlet.rewinds().rewind(partition, "a window was lost: " + fault.getMessage());
            }
        }
    }

    private void committed(Marker marker) {
        problems.remove(marker.partition());
        StageMeters meters = outlet.meters();
        meters.sent(marker.records());
        meters.conflicts(marker.conflicts());
        if (marker.duplicates() > 0) {
            meters.discarded(LakeDiscard.DUPLICATE, marker.duplicates());
        }
        outlet.settlement().settled(marker.partition(), marker.end()); // I3
        outlet.committed().run();
    }

    private <T> Future<T> failed(LakeStep step, int partition, Exception fault) {
        note(step, partition, fault);
        return Future.failedFuture(fault);
    }

    private void note(LakeStep step, int partition, Throwable fault) {
        outlet.meters().error(step);
        problems.put(partition, topic + "-" + partition + ": " + fault.getMessage());
    }

    private void drop(int partition) {
        Lane lane = lanes.remove(partition);
        positions.remove(partition);
        if (lane != null) {
            try {
                lane.drop();
            } catch (IOException leftover) {
                LOG.warn("{}-{}: a spool file stays behind: {}", topic, partition, leftover.toString());
            }
        }
    }
}
