package io.ecompulse.lake;

import io.ecompulse.lake.Window.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A window that takes no more events: its files are finished in the spool, or there are none because it had no new event. */
final class SealedWindow {
    private static final DateTimeFormatter HOUR_FOLDER = DateTimeFormatter.ofPattern(
                    "'date='yyyy-MM-dd/'hour='HH", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Place place;
    private final long end;
    private final String hourFolder;
    private final List<Part> parts;
    private final Books books;
    private int attempts;
    private @Nullable Marker marker;

    /** A finished file of its rows of one table. */
    record Part(Table table, Path spooled, long rows) {}

    /** @param hour hours since 1970 */
    SealedWindow(Place place, long end, long hour, List<Part> parts, Books books) {
        this.place = place;
        this.end = end;
        this.hourFolder = HOUR_FOLDER.format(Instant.ofEpochSecond(hour * 3600));
        this.parts = List.copyOf(parts);
        this.books = books;
    }

    /**
     * Stores the files, once: a second call answers the same marker. Each attempt writes under names of its own, because the
     * one before may have landed without our knowing.
     */
    Marker stored(LakeStore store) throws IOException {
        Marker known = marker;
        if (known != null) {
            return known;
        }
        attempts++;
        String writer = attempts == 1 ? place.writer() : place.writer() + "-" + attempts;
        List<Marker.File> files = new ArrayList<>();
        for (Part part : parts) {
            Table table = part.table();
            String path = table.name() + "/v=" + table.version() + "/" + hourFolder + "/" + place.partition() + "-"
                    + CommitChain.digits(place.start()) + "-" + writer + ".parquet";
            long bytes = store.putOnce(part.spooled(), path);
            files.add(new Marker.File(table.name(), path, bytes, part.rows(), table.version()));
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

    /** Deletes the spooled files. */
    void discard() throws IOException {
        for (Part part : parts) {
            Files.deleteIfExists(part.spooled());
        }
    }
}
