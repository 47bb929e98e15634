package io.ecompulse.journal.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the records of a segment. A record counts as intact when its check sum matches and its seq is the one
 * expected; behind a corrupt stretch, when its seq is one that the skipped bytes have room for. Everything else is skipped,
 * byte by byte, and told as a hole. Used by one thread.
 */
final class FrameReader {
    /** What a spool could hold in a thousand years; keeps chance out where no seq is expected. */
    private static final long SEQ_MAX = 1L << 48;

    private final SpoolFiles.Handle file;
    private final long salt;
    private final ByteBuffer buffer;
    private long bufferAt;
    private long end;
    private long at;
    private long expected;
    private boolean exact;
    private long holeAt = -1;

    FrameReader(SpoolFiles.Handle file, long salt, long from, int bufferBytes) {
        this.file = file;
        this.salt = salt;
        this.at = from;
        this.buffer =
                ByteBuffer.allocate(Math.max(bufferBytes, Frame.HEADER_BYTES)).limit(0);
    }

    /**
     * The next intact record before {@code limit}; null when there is none, and then {@link #at} stays where it was.
     *
     * @param nextSeq of the next record; where {@code isExact} is false, the least it can be
     */
    @Nullable
    Frame next(long nextSeq, boolean isExact, long limit) throws IOException {
        expected = nextSeq;
        exact = isExact;
        end = limit;
        holeAt = -1;
        for (long candidate = at; candidate + Frame.HEADER_BYTES <= end; candidate++) {
            if (!has(candidate, Frame.HEADER_BYTES)) {
                return null;
            }
            candidate = withoutZeros(candidate);
            Frame frame = intact(candidate);
            if (frame != null) {
                holeAt = candidate == at ? -1 : at;
                at = candidate + frame.bytes();
                return frame;
            }
        }
        return null;
    }

    /** Behind the last record found. */
    long at() {
        return at;
    }

    /** Where the corrupt stretch before the last record begins; -1 when there is none. */
    long holeAt() {
        return holeAt;
    }

    /** When the record at the reader's place was appended, by its header alone; -1 when none is there. */
    long peekMillis(long limit) throws IOException {
        end = limit;
        return at + Frame.HEADER_BYTES <= end && has(at, Frame.HEADER_BYTES)
                ? buffer.getLong((int) (at - bufferAt) + Frame.MILLIS_AT)
                : -1;
    }

    /** The payload of the record just found. */
    byte[] payload(Frame frame) throws IOException {
        byte[] payload = new byte[frame.length()];
        long from = at - frame.length();
        if (frame.length() > 0 && has(from, frame.length())) {
            buffer.get((int) (from - bufferAt), payload);
        } else {
            file.read(ByteBuffer.wrap(payload), from);
        }
        return payload;
    }

    /** Behind the last byte between here and {@code limit} that is not zero; -1 when all are. */
    long lastNonZero(long limit) throws IOException {
        end = limit;
        long last = -1;
        for (long from = at; from < limit && has(from, 1); from += buffer.limit()) {
            load(from);
            for (int i = buffer.limit() - 1; i >= 0; i--) {
                if (buffer.get(i) != 0) {
                    last = from + i + 1;
                    break;
                }
            }
        }
        return last;
    }

    /** Steps over zeros: no record starts where the sixteen bytes of seq and time are zero, nor in the eight before. */
    private long withoutZeros(long from) throws IOException {
        long candidate = from;
        while (candidate + 2L * Frame.HEADER_BYTES <= end && has(candidate, Frame.HEADER_BYTES)) {
            int i = (int) (candidate - bufferAt);
            if (buffer.getLong(i + Frame.SEQ_AT) != 0 || buffer.getLong(i + Frame.MILLIS_AT) != 0) {
                return candidate;
            }
            candidate += 8;
        }
        return candidate;
    }

    private @Nullable Frame intact(long candidate) throws IOException {
        if (!has(candidate, Frame.HEADER_BYTES)) {
            return null;
        }
        int i = (int) (candidate - bufferAt);
        Frame frame =
                new Frame(buffer.getLong(i + Frame.SEQ_AT), buffer.getLong(i + Frame.MILLIS_AT), buffer.getInt(i));
        if (frame.length() < 0 || candidate + frame.bytes() > end || !isExpected(frame.seq(), candidate - at)) {
            return null;
        }
        int stored = buffer.getInt(i + Frame.CRC_AT);
        CRC32C crc = Frame.crc(salt, frame.length(), frame.seq(), frame.millis());
        long from = candidate + Frame.HEADER_BYTES;
        long to = candidate + frame.bytes();
        while (from < to) {
            int part = (int) Math.min(to - from, buffer.capacity());
            if (!has(from, part)) {
                return null;
            }
            int start = (int) (from - bufferAt);
            crc.update(buffer.duplicate().limit(start + part).position(start));
            from += part;
        }
        return (int) crc.getValue() == stored ? frame : null;
    }

    private boolean isExpected(long seq, long skipped) {
        return seq >= expected && seq <= (exact ? expected + skipped / Frame.HEADER_BYTES : SEQ_MAX);
    }

    /** Whether so many bytes from there on are in the buffer, or could be read into it. */
    private boolean has(long from, int bytes) throws IOException {
        if (from >= bufferAt && from + bytes <= bufferAt + buffer.limit()) {
            return true;
        }
        if (bytes > buffer.capacity()) {
            return false;
        }
        load(from);
        return buffer.limit() >= bytes;
    }

    private void load(long from) throws IOException {
        // Empty until the read is done: a read that fails must not leave old bytes to be taken for new.
        buffer.clear().limit(0);
        bufferAt = from;
        ByteBuffer target = buffer.duplicate();
        target.limit((int) Math.max(0, Math.min(buffer.capacity(), end - from)));
        file.read(target, from);
        buffer.limit(target.position());
    }
}
