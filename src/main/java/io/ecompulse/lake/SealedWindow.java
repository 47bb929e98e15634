package io.ecompulse.lake;

import io.ecompulse.lake.Window.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A window that takes no more events: its file is finished in the spool, or there is none because it had no new event. */
final class SealedWindow {
    private static final DateTimeFormatter HOUR_FOLDER = DateTimeFormatter.ofPattern(
                    "'date='yyyy-MM-dd/'hour='HH", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Place place;
    private final long end;
    private final String hourFolder;
    private final @Nullable Path spooled;
    private final Books books;
    private int attempts;
    private @Nullable Marker marker;

    /** @param hour hours since 1970 */
    SealedWindow(Place place, long end, long hour, @Nullable Path spooled, Books books) {
        this.place = place;
        this.end = end;
        this.hourFolder = HOUR_FOLDER.format(Instant.ofEpochSecond(hour * 3600));
        this.spooled = spooled;
        this.books = books;
    }

    /**
     * Stores the file, once: a second call answers the same marker. Each attempt writes under a name of its own, because the
     * one before may have landed without our knowing.
     */
    Marker stored(LakeStore store, Table table) throws IOException {
        Marker known = marker;
        if (known != null) {
            return known;
        }
        attempts++;
        String writer = attempts == 1 ? place.writer() : place.writer() + "-" + attempts;
        List<Marker.File> files = List.of();
        if (spooled != null) {
            String path = table.name() + "/v=" + table.version() + "/" + hourFolder + "/" + place.partition() + "-"
                    + CommitChain.digits(place.start()) + "-" + writer + ".parquet";
            long bytes = store.putOnce(spooled, path);
            files = List.of(new Marker.File(table.name(), path, bytes, books.rows(), table.version()));
        }
        Marker made = new Marker(
                place.topic(),
                place.partition(),
                place.start(),
                end,
                files,
                books.duplicates(),
                books.conflicts(),
                books.unreadableRecords(),
                books.receivedFrom(),
                books.receivedTo(),
                books.sources(),
                writer);
        marker = made;
        return made;
    }

    /** Deletes the spooled file. */
    void discard() throws IOException {
        if (spooled != null) {
            Files.deleteIfExists(spooled);
        }
    }
}
