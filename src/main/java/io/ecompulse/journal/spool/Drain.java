package io.ecompulse.journal.spool;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads segments in order and deletes what is drained. One thread at a time. */
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Ground ground;
    private final Ledger ledger;
    private final Deque<Mark> underWay = new ArrayDeque<>();
    private @Nullable Segment segment;
    private SpoolFiles.@Nullable Handle file;
    private @Nullable FrameReader reader;
    private long expected;
    /** False until a record of the segment was found: a file before it may be missing. */
    private boolean exact;

    /** What the drain shares with the writer. */
    record Ground(SpoolFiles files, Segments segments, Reserve reserve, Room room, Backlog backlog, Fault fault) {}

    /** The end of a chunk that was handed out. */
    private record Mark(Ledger.Position end, long firstMillis, long lastMillis) {}

    Drain(Ground ground, Ledger ledger) {
        this.ground = ground;
        this.ledger = ledger;
    }

    /** Deletes what the ledger has and an ended process had not come to delete. */
    void start() throws IOException {
        free(ledger.position());
    }

    Optional<SpoolChunk> next(int maxBytes) throws IOException {
        try {
            return read(maxBytes);
        } catch (IOException unread) {
            // Records read before the fault were not handed out: all that is not drained is read again.
            rewind();
            throw unread;
        }
    }

    private Optional<SpoolChunk> read(int maxBytes) throws IOException {
        while (segment != null || open(ledger.position())) {
            FrameReader from = reader;
            Segment current = segment;
            if (from == null || current == null) {
                break;
            }
            Segment behind = ground.segments.from(current.number() + 1);
            List<SpoolRecord> records = read(current, from, maxBytes);
            if (!records.isEmpty()) {
                Ledger.Position end = new Ledger.Position(current.number(), from.at(), expected - 1);
                underWay.add(new Mark(
                        end,
                        records.get(0).appendedAtMillis(),
                        records.get(records.size() - 1).appendedAtMillis()));
                return Optional.of(new SpoolChunk(records, end.seq()));
            }
            if (behind == null) {
                break;
            }
            if (from.at() < current.end()) {
                corrupt(current, from.at(), current.end() - from.at(), 0);
            }
            start(behind, Segment.HEADER_BYTES, false);
        }
        return Optional.empty();
    }

    void drained(SpoolChunk chunk) throws IOException {
        Mark last = null;
        while (!underWay.isEmpty() && underWay.getFirst().end.seq() <= chunk.position()) {
            last = underWay.removeFirst();
        }
        if (last == null) {
            return;
        }
        ground.fault.check();
        try {
            ledger.note(last.end);
        } catch (IOException broken) {
            throw ground.fault.strike("Writing the ledger", broken);
        }
        ground.backlog.drained(last.end.seq(), nextMillis(last));
        free(last.end);
    }

    void rewind() {
        underWay.clear();
        leave();
    }

    void close() throws IOException {
        leave();
        if (ground.fault.problem() == null) {
            ledger.force(ledger.position());
        }
        ledger.close();
    }

    private List<SpoolRecord> read(Segment current, FrameReader from, int maxBytes) throws IOException {
        List<SpoolRecord> records = new ArrayList<>();
        long bytes = 0;
        while (bytes < maxBytes || records.isEmpty()) {
            long before = from.at();
            Frame frame = from.next(expected, exact, current.end());
            if (frame == null) {
                break;
            }
            if (frame.seq() > expected || from.holeAt() >= 0) {
                long hole = from.at() - frame.bytes() - before;
                corrupt(current, before, hole, frame.seq() - expected);
            }
            expected = frame.seq() + 1;
            exact = true;
            records.add(new SpoolRecord(frame.millis(), from.payload(frame)));
            bytes += frame.length();
        }
        return records;
    }

    private void corrupt(Segment current, long at, long bytes, long records) {
        if (ground.backlog.corrupt(current.number(), at, bytes, records)) {
            LOG.error(
                    "Spool: {} holds {} bytes from {} on that are no record; {} records are lost",
                    current.name(),
                    bytes,
                    at,
                    records);
        }
    }

    private long nextMillis(Mark last) throws IOException {
        Mark next = underWay.peekFirst();
        if (next != null) {
            return next.firstMillis;
        }
        long millis = reader == null || segment == null ? -1 : reader.peekMillis(segment.end());
        return millis < 0 ? last.lastMillis : millis;
    }

    /** I1: the ledger is on disk before a segment goes, or a crash between the two would count its records as lost. */
    private void free(Ledger.Position drained) throws IOException {
        List<Segment> below = ground.segments.below(drained);
        if (below.isEmpty()) {
            return;
        }
        try {
            ledger.force(drained);
        } catch (IOException broken) {
            throw ground.fault.strike("Forcing the ledger", broken);
        }
        for (Segment done : below) {
            if (segment != null && segment.number() == done.number()) {
                leave();
            }
            ground.files.delete(done.name());
            ground.segments.remove(done);
            ground.backlog.forget(done.number());
            ground.room.freeSegment(done.capacity());
        }
        ground.files.syncFolder();
        ground.reserve.freed();
    }

    private boolean open(Ledger.Position from) throws IOException {
        Segment first = ground.segments.from(from.segment());
        if (first == null) {
            return false;
        }
        boolean same = first.number() == from.segment();
        expected = from.seq() + 1;
        start(first, same ? from.offset() : Segment.HEADER_BYTES, same && from.offset() > Segment.HEADER_BYTES);
        return true;
    }

    private void start(Segment next, long at, boolean isExact) throws IOException {
        leave();
        SpoolFiles.Handle opened = ground.files.open(next.name());
        file = opened;
        segment = next;
        reader = new FrameReader(opened, next.salt(), at, (int) Math.min(BUFFER_BYTES, next.capacity()));
        exact = isExact;
    }

    private void leave() {
        segment = null;
        reader = null;
        SpoolFiles.Handle open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException unclosed) {
                LOG.warn("Spool: a segment that was read could not be closed", unclosed);
            }
        }
    }
}
