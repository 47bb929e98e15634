package io.ecompulse.journal.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what an earlier process left: checks every record behind the ledger, counts what is corrupt, cuts a torn tail and
 * deletes what is drained or was never finished. Runs once, before anything is appended.
 *
 * <p>The disk may have kept a record of an append that never completed, and lost one before it. Such a hole cannot be told
 * from a corrupt record and is counted as one.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int BUFFER_BYTES = 1 << 20;

    private final Drain.Ground ground;
    private final Ledger ledger;
    private final Deque<Segment> unused = new ArrayDeque<>();
    private Ledger.Position drained;
    private boolean drainedKnown;
    private long expected;
    private long firstMillis = -1;
    private long nextNumber;
    private @Nullable Tail tail;

    /**
     * The last segment with content.
     *
     * @param nonZeroEnd behind its last byte that is not zero
     */
    private record Tail(Segment segment, long size, long nonZeroEnd) {
        long tornBytes() {
            return Math.max(0, nonZeroEnd - segment.end());
        }
    }

    Recovery(Drain.Ground ground, Ledger ledger) {
        this.ground = ground;
        this.ledger = ledger;
        this.drained = ledger.position();
        this.drainedKnown = !ledger.isLost();
        this.expected = drained.seq() + 1;
        this.nextNumber = drained.segment() + 1;
    }

    /** Readies the writer to go on behind the last record that is intact. */
    void run(SegmentWriter writer) throws IOException {
        for (String name : ground.files().list()) {
            if (name.endsWith(Reserve.UNFINISHED)) {
                ground.files().delete(name);
            } else if (Segment.number(name) >= 0) {
                look(name, Segment.number(name));
            }
        }
        cutTail();
        ledger.force(drained);
        ground.reserve().start(nextNumber, unused);
        ground.backlog().start(drained.seq(), expected - 1, firstMillis);
        // A file cut short by somebody else has not the space it promises.
        writer.start(tail == null || tail.size < tail.segment.capacity() ? null : tail.segment, expected);
    }

    private void look(String name, long number) throws IOException {
        nextNumber = Math.max(nextNumber, number + 1);
        if (number < drained.segment()) {
            ground.files().delete(name);
            return;
        }
        try (SpoolFiles.Handle file = ground.files().open(name)) {
            Segment segment = Segment.read(file, number);
            if (segment == null) {
                ground.room().found(file.size(), 0);
                corrupt(number, 0, Math.max(file.size(), Segment.HEADER_BYTES), 0);
            } else {
                ground.room().found(segment.capacity(), 0);
                scan(segment, file);
            }
        }
    }

    private void scan(Segment segment, SpoolFiles.Handle file) throws IOException {
        long size = file.size();
        boolean begun = drainedKnown && segment.number() == drained.segment();
        long from = begun ? drained.offset() : Segment.HEADER_BYTES;
        FrameReader reader = new FrameReader(file, segment.salt(), from, (int) Math.min(BUFFER_BYTES, size));
        boolean found = readAll(segment, reader, size, from > Segment.HEADER_BYTES);
        segment.extend(reader.at());
        long nonZeroEnd = reader.lastNonZero(size);
        if (size < segment.capacity()) {
            corrupt(segment.number(), size, segment.capacity() - size, 0);
        } else if (!begun && !found && nonZeroEnd < 0) {
            unused.add(segment);
            return;
        }
        seal();
        tail = new Tail(segment, size, nonZeroEnd);
        ground.segments().add(segment);
    }

    /** Whether there was an intact record. */
    private boolean readAll(Segment segment, FrameReader reader, long size, boolean isExact) throws IOException {
        boolean exact = isExact;
        long before = reader.at();
        for (Frame frame = reader.next(expected, exact, size);
                frame != null;
                frame = reader.next(expected, true, size)) {
            if (!drainedKnown) {
                LOG.warn("Spool: the ledger was lost; everything kept from {} on is drained again", segment.name());
                drained = new Ledger.Position(segment.number(), Segment.HEADER_BYTES, frame.seq() - 1);
                drainedKnown = true;
                expected = frame.seq();
            }
            if (firstMillis < 0) {
                firstMillis = frame.millis();
            }
            if (frame.seq() > expected || reader.holeAt() >= 0) {
                corrupt(segment.number(), before, reader.at() - frame.bytes() - before, frame.seq() - expected);
            }
            expected = frame.seq() + 1;
            exact = true;
            before = reader.at();
        }
        return exact && before > Segment.HEADER_BYTES;
    }

    /** A segment follows: the last was full, so what stands behind its records is no torn tail. */
    private void seal() throws IOException {
        if (tail != null && tail.tornBytes() > 0) {
            corrupt(tail.segment.number(), tail.segment.end(), tail.tornBytes(), 0);
        }
        while (!unused.isEmpty()) {
            // Used in the order of their numbers, so one before a used one was harmed; its records show as a gap.
            Segment harmed = unused.remove();
            ground.files().delete(harmed.name());
            ground.room().freeSegment(harmed.capacity());
        }
    }

    /** What an append that never completed left behind the last record goes, before anything is written there. */
    private void cutTail() throws IOException {
        if (tail == null || tail.tornBytes() == 0) {
            return;
        }
        LOG.warn("Spool: {} ends in {} bytes that are no record; they are cut", tail.segment.name(), tail.tornBytes());
        ground.backlog().torn(tail.tornBytes());
        try (SpoolFiles.Handle file = ground.files().open(tail.segment.name())) {
            ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, tail.tornBytes()));
            for (long at = tail.segment.end(); at < tail.nonZeroEnd; at += zeros.capacity()) {
                file.write(zeros.clear().limit((int) Math.min(zeros.capacity(), tail.nonZeroEnd - at)), at);
            }
            file.force(true);
        }
    }

    private void corrupt(long number, long at, long bytes, long records) {
        ground.backlog().corrupt(number, at, bytes, records);
        LOG.error(
                "Spool: {} holds {} bytes from {} on that are no record; {} records are lost",
                Segment.name(number),
                bytes,
                at,
                records);
    }
}
