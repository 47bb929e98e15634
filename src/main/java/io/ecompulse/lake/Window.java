package io.ecompulse.lake;

import io.ecompulse.journal.FailedRecord;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.lake.TopicRows.Filled;
import io.ecompulse.lake.TopicRows.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open window of one partition: its positions, the files its rows go to (each made with its first row), and its books.
 * Ends sealed or discarded.
 */
final class Window {
    private static final Logger LOG = LoggerFactory.getLogger(Window.class);
    /** What a product line counts for: an event of few bytes may list a thousand, each a row with its event's ids and times. */
    static final long ROW_BYTES = 256;

    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private final Place place;
    private final Windows windows;
    private final byte[] topic;
    private final Instant openedAt;
    private final Books books = new Books();
    /** By table, in the order of their first rows. */
    private final Map<String, Part> parts = new LinkedHashMap<>();

    private @Nullable Long hour;
    private long end;
    private long bytes;

    /**
     * Where a window belongs.
     *
     * @param writer unique for each window of each process
     */
    record Place(String topic, int partition, long start, String writer) {}

    /** The rows of one table. */
    private static final class Part {
        final Table table;
        final WindowFile file;
        long rows;

        Part(Table table, WindowFile file) {
            this.table = table;
            this.file = file;
        }

        void append(@Nullable Object[] values, long held) throws IOException {
            file.append(values, held);
            rows++;
        }
    }

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

    /** @return why there is no row of it; null when there is one, or needs to be none */
    @Nullable
    FailedRecord append(JournalRecord record) throws IOException {
        if (hour == null) {
            hour = hour(record);
        }
        bytes += record.value().length;
        end = record.offset() + 1;
        Read read = read(record);
        Reading reading = read.reading();
        if (reading == null) {
            books.unreadable();
            return read.failed();
        }
        long held = record.value().length;
        int number = 0;
        for (Filled row : reading.rows()) { // The event's own comes first; all its lines hold the record once more.
            part(row.table()).append(row.values(), number++ < 2 ? held : 0);
        }
        bytes += ROW_BYTES * Math.max(0, reading.rows().size() - 1);
        books.read(reading);
        return null;
    }

    /** Everything below this position was looked at. */
    void extendTo(long position) {
        end = position;
    }

    /** Everything below this position is in it. */
    long end() {
        return end;
    }

    /** No more records fit. */
    boolean isFull() {
        return bytes >= windows.config().windowBytes();
    }

    /** A window from a time that is still to come, by a clock that was set back since, would else wait until then. */
    boolean isAged(Instant now, Duration age) {
        return now.isBefore(openedAt) || !now.isBefore(openedAt.plus(age));
    }

    /** Estimate of the memory its files hold. */
    long bufferedBytes() {
        long bytes = 0;
        for (Part part : parts.values()) {
            bytes += part.file.bufferedBytes();
        }
        return bytes;
    }

    /** Finishes the files. After a fault the window is good for {@link #discard} only. */
    SealedWindow seal() throws IOException {
        List<SealedWindow.Part> finished = new ArrayList<>();
        for (Part part : parts.values()) {
            finished.add(new SealedWindow.Part(part.table, part.file.finish(), part.rows));
        }
        return new SealedWindow(place, end, hour == null ? 0 : hour, finished, books);
    }

    /** All of them, even when one cannot be. */
    void discard() throws IOException {
        IOException fault = null;
        for (Part part : parts.values()) {
            try {
                part.file.discard();
            } catch (IOException leftover) {
                fault = leftover;
            }
        }
        if (fault != null) {
            throw fault;
        }
    }

    private Part part(Table table) throws IOException {
        Part part = parts.get(table.name());
        if (part == null) {
            part = new Part(table, windows.file(place, table));
            parts.put(table.name(), part);
        }
        return part;
    }

    /** What became of a record: its rows, or why there are none. */
    private record Read(@Nullable Reading reading, @Nullable FailedRecord failed) {}

    /** A record that our own code stumbles over is tried once more, alone; then it must not stop its partition. */
    private Read read(JournalRecord record) {
        try {
            return readOnce(record);
        } catch (RuntimeException | StackOverflowError first) {
            try {
                return readOnce(record);
            } catch (RuntimeException | StackOverflowError fault) {
                return new Read(null, stumbled(record, fault));
            }
        }
    }

    private Read readOnce(JournalRecord record) {
        Reading reading = windows.rows().read(record, topic, place.partition());
        if (reading == null) {
            return new Read(null, FailedRecord.unreadable(record));
        }
        Column full = reading.rejectedBy();
        return full == null ? new Read(reading, null) : new Read(null, FailedRecord.overflow(record, full.name()));
    }

    /** Says where, not what: a message may quote the event. */
    private FailedRecord stumbled(JournalRecord record, Throwable fault) {
        FailedRecord failed = FailedRecord.poison(record, fault);
        LOG.error("No row from {}-{}@{}: {}", place.topic(), place.partition(), record.offset(), failed.detail());
        return failed;
    }

    private static long hour(JournalRecord record) {
        return Math.floorDiv(record.receivedAt(), HOUR_MILLIS);
    }
}
