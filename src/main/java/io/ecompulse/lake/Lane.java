package io.ecompulse.lake;

import io.ecompulse.journal.FailedRecord;
import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Rewind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition on its way to the lake: at most one open window, and at most one sealed one that the store has not confirmed
 * yet. Nothing is appended while a sealed one waits, so windows are committed in order.
 */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final String topic;
    private final int partition;
    private final Windows windows;
    private final Consumer<Marker> committed;
    private @Nullable Window open;
    private @Nullable SealedWindow waiting;
    private @Nullable Exception fault;
    private OptionalLong position;
    private boolean first = true;
    /** Of the batch at hand: its first record that is not appended yet, and where a window opened for it starts. */
    private int next;

    private long start;
    private final List<FailedRecord> owed = new ArrayList<>();

    /**
     * @param end where the partition's chain ends; empty when it has none
     * @param committed told of every marker that stands
     */
    Lane(CommitChain.Partition place, OptionalLong end, Windows windows, Consumer<Marker> committed) {
        this.topic = place.topic();
        this.partition = place.number();
        this.position = end;
        this.windows = windows;
        this.committed = committed;
    }

    /**
     * Appends a batch, or what is left of one; seals and commits where a limit is reached. After a fault the lane is good
     * for {@link #drop} only.
     *
     * @return whether it is done: otherwise what {@link #owed} says must be kept before the rest of the batch is appended
     */
    boolean take(JournalBatch batch) throws IOException, Rewind {
        rethrow();
        try {
            commitWaiting();
            return append(batch);
        } catch (IOException | Rewind | RuntimeException broken) {
            fault = broken; // I4: a window that misses part of a batch must never be sealed by a later tick.
            discardOpen(broken); // I6: what is lost must not count for the memory that the other lanes share.
            throw broken;
        } catch (Error broken) {
            lost(broken);
            throw broken;
        }
    }

    /**
     * Records of the open window that have no row. I3: while there are any, no window is sealed, as its marker would settle
     * them before they are durable elsewhere.
     */
    List<FailedRecord> owed() {
        return List.copyOf(owed);
    }

    /** What was owed is durable. */
    void paid() {
        owed.clear();
    }

    private boolean append(JournalBatch batch) throws IOException, Rewind {
        if (next == 0) {
            start = begin(batch);
        }
        List<JournalRecord> records = batch.records();
        for (; next < records.size(); next++) {
            JournalRecord record = records.get(next);
            Window before = open;
            if (before != null && (before.isFull() || before.endsBefore(record))) {
                if (owes()) {
                    return false;
                }
                boolean full = before.isFull();
                start = full ? before.end() : record.offset();
                before.extendTo(start);
                sealAndCommit(full ? SealCause.BYTES : SealCause.HOUR);
            }
            FailedRecord failed = opened(start).append(record);
            if (failed != null) {
                owed.add(failed);
            }
        }
        if (owes()) {
            return false;
        }
        if (open != null && open.isFull()) {
            start = open.end();
            sealAndCommit(SealCause.BYTES);
        }
        if (open != null || start < batch.end()) {
            opened(start).extendTo(batch.end());
        }
        next = 0;
        position = OptionalLong.of(batch.end());
        if (isAged(windows.now())) {
            sealAndCommit(SealCause.AGE);
        }
        return true;
    }

    boolean owes() {
        return !owed.isEmpty();
    }

    /** Seals by age, and tries again what the store did not confirm. */
    void tick(Instant now) throws IOException, Rewind {
        if (fault == null) {
            commitWaiting();
            if (isAged(now)) {
                sealAndCommit(SealCause.AGE);
            }
        }
    }

    /** Commits all that is held; for an orderly end. */
    void finish() throws IOException, Rewind {
        rethrow();
        commitWaiting();
        if (open != null) {
            sealAndCommit(SealCause.REVOKE);
        }
    }

    /** Does nothing when nothing is open, or after a fault. */
    void sealAndCommit(SealCause cause) throws IOException, Rewind {
        Window window = open;
        if (fault != null || window == null || owes()) {
            return;
        }
        try {
            waiting = window.seal();
            open = null;
            windows.meters().sealed(cause);
        } catch (IOException | RuntimeException lost) {
            fault = lost;
            discardOpen(lost);
            throw lost;
        } catch (Error broken) {
            lost(broken);
            throw broken;
        }
        commitWaiting();
    }

    /** I4 as well: whatever the Java machine failed at, records may be missing. */
    private void lost(Error broken) {
        IllegalStateException lost = new IllegalStateException("a window ended in " + broken, broken);
        fault = lost;
        discardOpen(lost);
    }

    /** After {@code broken}, which must reach the caller even when the spool file cannot be deleted. */
    private void discardOpen(Exception broken) {
        Window window = open;
        open = null;
        try {
            if (window != null) {
                window.discard();
            }
        } catch (IOException leftover) {
            broken.addSuppressed(leftover);
        }
    }

    /** Whether it lost a window, and is good for {@link #drop} only. */
    boolean isBroken() {
        return fault != null;
    }

    long bufferedBytes() {
        return open == null ? 0 : open.bufferedBytes();
    }

    /** The position up to which events are held or committed; empty before the first batch of a new chain. */
    OptionalLong position() {
        return position;
    }

    /** Lets go of everything that is not committed. */
    void drop() throws IOException {
        Window window = open;
        SealedWindow sealed = waiting;
        open = null;
        waiting = null;
        if (window != null) {
            window.discard();
        }
        if (sealed != null) {
            sealed.discard();
        }
    }

    private void commitWaiting() throws IOException, Rewind {
        SealedWindow sealed = waiting;
        if (sealed == null) {
            return;
        }
        try {
            Marker marker = windows.commit(sealed);
            waiting = null;
            committed.accept(marker); // I3: only now that the marker stands.
        } catch (Rewind lost) {
            fault = lost;
            throw lost;
        }
    }

    private void rethrow() throws IOException, Rewind {
        if (fault instanceof Rewind rewind) {
            throw rewind;
        }
        if (fault != null) {
            throw new IOException(
                    "A window of " + topic + "-" + partition + " was lost, its events must be read again", fault);
        }
    }

    /** The start of the batch, once it is sure that it goes on where the chain or the batch before ended. */
    private long begin(JournalBatch batch) throws Rewind {
        long expected = position.orElse(batch.start());
        boolean gap = batch.start() > expected;
        if (batch.start() < expected || (gap && !first)) {
            throw Rewind.to("the batch starts at " + batch.start() + ", expected " + expected);
        }
        if (gap) {
            // The journal's retention was shorter than our absence. The chain stays linear: this window covers the
            // hole.
            LOG.error("{}-{}: positions {} to {} are gone from the journal", topic, partition, expected, batch.start());
        }
        first = false;
        return expected;
    }

    private Window opened(long start) {
        Window window = open;
        if (window == null) {
            window = windows.open(topic, partition, start);
            open = window;
        }
        return window;
    }

    private boolean isAged(Instant now) {
        return open != null && open.isAged(now, windows.config().windowAge());
    }
}
