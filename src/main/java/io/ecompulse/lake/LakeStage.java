package io.ecompulse.lake;

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
final class LakeStage implements JournalStage {
    private static final Logger LOG = LoggerFactory.getLogger(LakeStage.class);

    private final String topic;
    private final Windows windows;
    private final Outlet outlet;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final Map<Integer, Long> positions = new ConcurrentHashMap<>();
    private final Map<Integer, String> problems = new ConcurrentHashMap<>();

    /** Who is told: the reader of what is settled, whoever waits for markers, the meters. */
    record Outlet(Settlement settlement, Runnable committed, StageMeters meters) {}

    LakeStage(String topic, Windows windows, Outlet outlet) {
        this.topic = topic;
        this.windows = windows;
        this.outlet = outlet;
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
        try {
            lane.take(batch);
            positions.put(batch.partition(), batch.end());
        } catch (IOException | Rewind | RuntimeException fault) {
            return failed(LakeStep.COMMIT, batch.partition(), fault);
        }
        keepBudget();
        return Future.succeededFuture();
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
        lanes.forEach((partition, lane) -> handled(partition, () -> lane.tick(now)));
    }

    /** Where each partition of this process is read up to. */
    Map<Integer, Long> positions() {
        return Map.copyOf(positions);
    }

    /** What is wrong with the partitions of this process; null when all is well. */
    @Nullable
    String problem() {
        return problems.isEmpty() ? null : String.join("; ", problems.values());
    }

    /** I6: memory over all open files; the largest goes first, as it frees the most with one file. */
    private void keepBudget() {
        while (lanes.values().stream().mapToLong(Lane::bufferedBytes).sum()
                > windows.config().memoryBytes()) {
            Optional<Map.Entry<Integer, Lane>> largest = lanes.entrySet().stream()
                    .max(Comparator.comparingLong(entry -> entry.getValue().bufferedBytes()));
            largest.ifPresent(entry -> handled(entry.getKey(), entry.getValue()::sealAndCommit));
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException, Rewind;
    }

    /** A fault outside a batch: the lane remembers it, and tries again or fails its next batch. */
    private void handled(int partition, Step step) {
        try {
            step.run();
        } catch (IOException | Rewind | RuntimeException fault) {
            note(LakeStep.COMMIT, partition, fault);
            LOG.warn("{}-{}: window not committed: {}", topic, partition, fault.toString());
        }
    }

    private void committed(Marker marker) {
        problems.remove(marker.partition());
        StageMeters meters = outlet.meters();
        meters.sent(marker.rows());
        meters.conflicts(marker.conflicts());
        if (marker.duplicates() > 0) {
            meters.discarded(LakeDiscard.DUPLICATE, marker.duplicates());
        }
        if (marker.unreadable() > 0) {
            meters.discarded(LakeDiscard.UNREADABLE, marker.unreadable());
        }
        outlet.settlement().settled(marker.partition(), marker.end()); // I3
        outlet.committed().run();
    }

    private <T> Future<T> failed(LakeStep step, int partition, Exception fault) {
        note(step, partition, fault);
        return Future.failedFuture(fault);
    }

    private void note(LakeStep step, int partition, Exception fault) {
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
