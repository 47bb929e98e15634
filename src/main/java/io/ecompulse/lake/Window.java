package io.ecompulse.lake;

import io.ecompulse.journal.FailedRecord;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Sighting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open window of one partition: its positions, the file its rows go to (made with the first row), and its books. Ends
 * sealed or discarded.
 */
final class Window {
    private static final Logger LOG = LoggerFactory.getLogger(Window.class);
    private static final @Nullable Object[] NO_VALUES = {};
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private final Place place;
    private final Windows windows;
    private final byte[] topic;
    private final Instant openedAt;
    private final Books books = new Books();
    private @Nullable WindowFile file;
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

    /** @return why there is no row of it; null when there is one, or needs to be none */
    @Nullable
    FailedRecord append(JournalRecord record) throws IOException {
        if (hour == null) {
            hour = hour(record);
        }
        bytes += record.value().length;
        end = record.offset() + 1;
        Read read = read(record);
        if (read.row() == null) {
            books.unreadable();
            return read.failed();
        }
        if (record.sighting() == Sighting.DUPLICATE) {
            books.duplicate(read.row());
        } else {
            file().append(read.values());
            books.stored(read.row());
        }
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

    private WindowFile file() throws IOException {
        if (file == null) {
            file = windows.file(place);
        }
        return file;
    }

    /** What became of a record: a row and its values, or why there is none. */
    private record Read(
            @Nullable EventRow row,
            @Nullable Object[] values,
            @Nullable FailedRecord failed) {}

    /** A record that our own code stumbles over is tried once more, alone; then it must not stop its partition. */
    private Read read(JournalRecord record) {
        try {
            return readOnce(record);
        } catch (RuntimeException | StackOverflowError first) {
            try {
                return readOnce(record);
            } catch (RuntimeException | StackOverflowError fault) {
                return new Read(null, NO_VALUES, stumbled(record, fault));
            }
        }
    }

    private Read readOnce(JournalRecord record) {
        EventRow row = windows.reader().read(record, topic, place.partition());
        if (row == null) {
            return new Read(null, NO_VALUES, FailedRecord.unreadable(record));
        }
        return new Read(
                row,
                record.sighting() == Sighting.DUPLICATE
                        ? NO_VALUES
                        : windows.encoder().encode(row),
                null);
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
