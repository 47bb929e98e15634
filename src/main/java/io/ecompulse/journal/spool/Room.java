package io.ecompulse.journal.spool;

/**
 * The bytes of all files, against their bound. A part is kept for records set aside, so that a full spool can still get rid
 * of a poison record. Any thread may call.
 */
final class Room {
    private final long bytesMax;
    private final long asideMax;
    private long segments;
    private long aside;

    Room(SpoolConfig.Disk config) {
        this.bytesMax = config.bytesMax();
        this.asideMax = config.asideBytesMax();
    }

    synchronized boolean takeSegment(long bytes) {
        if (segments + bytes + Math.max(asideMax, aside) > bytesMax) {
            return false;
        }
        segments += bytes;
        return true;
    }

    synchronized boolean takeAside(long bytes) {
        if (aside + bytes > asideMax || segments + aside + bytes > bytesMax) {
            return false;
        }
        aside += bytes;
        return true;
    }

    /** Counts files that stand there already, whatever the bound. */
    synchronized void found(long segmentBytes, long asideBytes) {
        segments += segmentBytes;
        aside += asideBytes;
    }

    synchronized void freeSegment(long bytes) {
        segments -= bytes;
    }

    synchronized void freeAside(long bytes) {
        aside -= bytes;
    }

    synchronized long used() {
        return segments + aside;
    }

    long max() {
        return bytesMax;
    }
}
