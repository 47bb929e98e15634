package io.ecompulse.journal.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes records into the last segment, and goes on to the next where one does not fit. Used by one thread. */
final class SegmentWriter {
    private static final int BUFFER_BYTES = 1 << 20;

    private final SpoolFiles files;
    private final Segments segments;
    private final Reserve reserve;
    private final Backlog backlog;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private @Nullable Segment segment;
    private SpoolFiles.@Nullable Handle file;
    /** Behind what is written; the buffer's bytes come there. */
    private long written;
    /** Behind what is written or in the buffer. */
    private long offset;

    private long nextSeq;
    private long firstMillis = -1;

    SegmentWriter(SpoolFiles files, Segments segments, Reserve reserve, Backlog backlog) {
        this.files = files;
        this.segments = segments;
        this.reserve = reserve;
        this.backlog = backlog;
    }

    /** Goes on in what an earlier process left; {@code last} is null where there is nothing to go on in. */
    void start(@Nullable Segment last, long seq) throws IOException {
        nextSeq = seq;
        if (last != null) {
            use(last);
        }
    }

    /**
     * Takes a group whole, or nothing of it.
     *
     * @return false when there is no room for it
     */
    boolean append(List<byte[]> records, long millis) throws IOException {
        int needed = segmentsFor(records);
        if (needed > 0 && !reserve.ensure(needed)) {
            return false;
        }
        for (byte[] payload : records) {
            long bytes = Frame.HEADER_BYTES + (long) payload.length;
            if (segment == null || offset + bytes > segment.capacity()) {
                roll();
            }
            put(new SpoolRecord(millis, payload), (int) bytes);
        }
        if (firstMillis < 0) {
            firstMillis = millis;
        }
        return true;
    }

    /** Forces all that was appended, and shows it to the drain. */
    void force() throws IOException {
        flush();
        if (file != null && segment != null && offset > segment.end()) {
            file.force(false);
            segment.extend(offset);
            backlog.appended(nextSeq - 1, firstMillis);
        }
        firstMillis = -1;
    }

    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private void put(SpoolRecord record, int bytes) throws IOException {
        if (bytes > buffer.remaining()) {
            flush();
        }
        if (bytes > buffer.capacity()) {
            ByteBuffer own = ByteBuffer.allocate(bytes);
            Frame.encode(own, salt(), record, nextSeq);
            write(own.flip());
        } else {
            Frame.encode(buffer, salt(), record, nextSeq);
        }
        nextSeq++;
        offset += bytes;
    }

    private long salt() {
        return segment == null ? 0 : segment.salt();
    }

    private void flush() throws IOException {
        write(buffer.flip());
        buffer.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
        long length = bytes.remaining();
        if (file != null && length > 0) {
            file.write(bytes, written);
            written += length;
        }
    }

    /** The full segment is forced before the next is written, so that a crash leaves no hole between the two. */
    private void roll() throws IOException {
        long began = firstMillis;
        force();
        firstMillis = began;
        close();
        Segment next = reserve.poll();
        if (next == null) {
            throw new IOException("no segment is ready");
        }
        segments.add(next);
        use(next);
    }

    private void use(Segment next) throws IOException {
        file = files.open(next.name());
        segment = next;
        written = next.end();
        offset = next.end();
    }

    private int segmentsFor(List<byte[]> records) {
        long room = segment == null ? 0 : segment.capacity() - offset;
        long fresh = reserve.segmentBytes() - Segment.HEADER_BYTES;
        int needed = 0;
        for (byte[] payload : records) {
            long bytes = Frame.HEADER_BYTES + (long) payload.length;
            if (bytes > room) {
                needed++;
                room = fresh;
            }
            room -= bytes;
        }
        return needed;
    }
}
