package io.ecompulse.journal.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes segments ahead of their use: zeros written and forced, so that an append into one never needs space that another
 * program may have taken meanwhile. One is kept ready; it counts towards the bound. Safe for the writer and one maker.
 */
final class Reserve {
    /** Behind the name of a segment that is being made; recovery deletes such files. */
    static final String UNFINISHED = ".making";

    private static final int ZEROS_BYTES = 1 << 20;
    /** How long a disk that refused a write although it said it had room is left alone, unless segments are freed. */
    private static final long REST_MILLIS = 1_000;

    private final SpoolFiles files;
    private final Room room;
    private final Fault fault;
    private final long segmentBytes;
    private final LongSupplier salts;
    private final LongSupplier millis;
    private final Deque<Segment> ready = new ArrayDeque<>();
    private long nextNumber;
    private long restUntil = Long.MIN_VALUE;
    private volatile @Nullable String full;
    private volatile boolean isReady;

    /** Where salts and time come from. */
    record Source(LongSupplier salts, LongSupplier millis) {}

    Reserve(SpoolFiles files, Room room, Fault fault, long segmentBytes, Source source) {
        this.files = files;
        this.room = room;
        this.fault = fault;
        this.segmentBytes = segmentBytes;
        this.salts = source.salts;
        this.millis = source.millis;
    }

    long segmentBytes() {
        return segmentBytes;
    }

    /** What recovery found: the next free number, and segments made and never used. */
    synchronized void start(long number, Deque<Segment> unused) {
        nextNumber = number;
        ready.addAll(unused);
        isReady = !ready.isEmpty();
    }

    /** Makes segments until so many are ready; false when there is no room, and then {@link #full} says why. */
    synchronized boolean ensure(int count) throws IOException {
        while (ready.size() < count) {
            if (!make()) {
                return false;
            }
        }
        full = null;
        isReady = true;
        return true;
    }

    synchronized @Nullable Segment poll() {
        Segment next = ready.poll();
        isReady = !ready.isEmpty();
        return next;
    }

    boolean isReady() {
        return isReady;
    }

    /** Space was freed: the next append finds out how much. */
    synchronized void freed() {
        restUntil = Long.MIN_VALUE;
        full = null;
    }

    /** Why there is no segment for the last append that needed one; null when there was. */
    @Nullable
    String full() {
        return full;
    }

    private boolean make() throws IOException {
        fault.check();
        if (!room.takeSegment(segmentBytes)) {
            full = "the spool is full: " + room.used() + " of " + room.max() + " bytes are in use (spool.bytes.max)";
            return false;
        }
        Segment segment = new Segment(nextNumber, segmentBytes, salts.getAsLong());
        boolean made = false;
        try {
            made = millis.getAsLong() >= restUntil && files.usableBytes() >= segmentBytes && fill(segment);
        } catch (IOException broken) {
            throw fault.strike("Making a segment", broken);
        } finally {
            if (!made) {
                room.freeSegment(segmentBytes);
            }
        }
        if (made) {
            nextNumber++;
            ready.add(segment);
        } else {
            full = "the disk of the spool has no room for a segment of " + segmentBytes + " bytes";
        }
        return made;
    }

    /** False when the disk is full; then nothing is left of the file. */
    private boolean fill(Segment segment) throws IOException {
        String unfinished = segment.name() + UNFINISHED;
        try (SpoolFiles.Handle file = files.create(unfinished)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, segmentBytes));
            for (long at = 0; at < segmentBytes; at += zeros.capacity()) {
                file.write(zeros.clear().limit((int) Math.min(zeros.capacity(), segmentBytes - at)), at);
            }
            file.force(true);
            file.write(segment.header(), 0);
            file.force(false);
            // The name comes last: a file that has it is whole, so one without a header was harmed later.
            files.rename(unfinished, segment.name());
            files.syncFolder();
            return true;
        } catch (SpoolFiles.DiskFull noRoom) {
            restUntil = millis.getAsLong() + REST_MILLIS;
            files.delete(unfinished);
            return false;
        }
    }
}
