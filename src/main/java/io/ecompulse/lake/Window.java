package io.ecompulse.lake;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Sighting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open window of one partition: its positions, the file its rows go to (made with the first row), and its books. Ends
 * sealed or discarded.
 */
final class Window {
    private static final Logger LOG = LoggerFactory.getLogger(Window.class);
    private static final int FRAMES = 5;
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private final Place place;
    private final Windows windows;
    private final byte[] topic;
    private final Instant openedAt;
    private final Books books = new Books();
    private @Nullable RowFile file;
    private @Nullable Long hour;
    private long end;
    private long bytes;

    /**
     * Where a window belongs.
     *
     * @param writer unique for each window of each process
     */
    record Place(String topic, int partition, long start, String writer) {}

    Window(Place place, Windows windows, Instant openedAt) {
        this.place = place;
        this.windows = windows;
        this.topic = place.topic().getBytes(StandardCharsets.UTF_8);
        this.openedAt = openedAt;
        this.end = place.start();
    }

    /** Whether {@code record} was received in a later hour than the first of this window, and so opens another folder. */
    boolean endsBefore(JournalRecord record) {
        return hour != null && hour(record) > hour;
    }

    void append(JournalRecord record) throws IOException {
        if (hour == null) {
            hour = hour(record);
        }
        bytes += record.value().length;
        end = record.offset() + 1;
        EventRow row = read(record);
        boolean duplicate = record.sighting() == Sighting.DUPLICATE;
        @Nullable Object[] values = row == null || duplicate ? null : encode(row);
        if (row != null && duplicate) {
            books.duplicate(row);
        } else if (row == null || values == null) {
            books.unreadable();
        } else {
            file().append(values);
            books.stored(row);
        }
    }

    /** Everything below this position was looked at. */
    void extendTo(long position) {
        end = position;
    }

    long bytes() {
        return bytes;
    }

    boolean isAged(Instant now, Duration age) {
        return !now.isBefore(openedAt.plus(age));
    }

    /** Estimate of the memory its file holds. */
    long bufferedBytes() {
        return file == null ? 0 : file.bufferedBytes();
    }

    /** Finishes the file. After a fault the window is good for {@link #discard} only. */
    SealedWindow seal() throws IOException {
        return new SealedWindow(place, end, hour == null ? 0 : hour, file == null ? null : file.finish(), books);
    }

    void discard() throws IOException {
        if (file != null) {
            file.discard();
        }
    }

    private RowFile file() throws IOException {
        if (file == null) {
            file = windows.file(place);
        }
        return file;
    }

    /** A record that our own code stumbles over must not stop its partition: it is counted and named in the log. */
    private @Nullable EventRow read(JournalRecord record) {
        try {
            return windows.reader().read(record, topic, place.partition());
        } catch (RuntimeException fault) {
            stumbled(record.offset(), fault);
            return null;
        }
    }

    private @Nullable Object @Nullable [] encode(EventRow row) {
        try {
            return windows.encoder().encode(row);
        } catch (RuntimeException fault) {
            stumbled(row.offset(), fault);
            return null;
        }
    }

    /** Says where, not what: a message may quote the event. */
    private void stumbled(long offset, RuntimeException fault) {
        List<StackTraceElement> where =
                Stream.of(fault.getStackTrace()).limit(FRAMES).toList();
        String kind = fault.getClass().getName();
        LOG.error("No row from {}-{}@{}: {} at {}", place.topic(), place.partition(), offset, kind, where);
    }

    private static long hour(JournalRecord record) {
        return Math.floorDiv(record.receivedAt(), HOUR_MILLIS);
    }
}
