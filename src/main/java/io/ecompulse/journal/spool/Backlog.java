package io.ecompulse.journal.spool;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** How much stands between what is forced to disk and what is drained, and what of it cannot be read. Any thread may call. */
final class Backlog {
    private static final long UNKNOWN = -1;

    private final Set<Hole> holes = new HashSet<>();
    private long forced;
    private long drained;
    private long oldestMillis = UNKNOWN;
    private long corruptRecords;
    private long corruptBytes;
    private long tornBytes;

    /** A stretch without an intact record. */
    private record Hole(long segment, long at) {}

    synchronized void start(long drainedSeq, long lastSeq, long firstMillis) {
        drained = drainedSeq;
        forced = lastSeq;
        oldestMillis = firstMillis;
    }

    synchronized void appended(long lastSeq, long firstMillis) {
        if (forced == drained) {
            oldestMillis = firstMillis;
        }
        forced = lastSeq;
    }

    /** @param nextMillis when the oldest record that is left was appended, or the last drained where that is not known */
    synchronized void drained(long seq, long nextMillis) {
        drained = seq;
        oldestMillis = nextMillis;
    }

    /** Counts a stretch once, however often it is met. */
    synchronized boolean corrupt(long segment, long at, long bytes, long records) {
        if (!holes.add(new Hole(segment, at))) {
            return false;
        }
        corruptBytes += bytes;
        corruptRecords += records;
        return true;
    }

    synchronized void torn(long bytes) {
        tornBytes += bytes;
    }

    /** The segment is gone, so its holes cannot be met again. */
    synchronized void forget(long segment) {
        holes.removeIf(hole -> hole.segment == segment);
    }

    synchronized SpoolStatus status(long bytesUsed, long bytesMax, long setAside) {
        OptionalLong oldest =
                forced == drained || oldestMillis == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(oldestMillis);
        return new SpoolStatus(
                bytesUsed, bytesMax, forced - drained, oldest, corruptRecords, corruptBytes, tornBytes, setAside, null);
    }
}
