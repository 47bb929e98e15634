package io.ecompulse.lake;

import io.ecompulse.lake.Marker.SourceCount;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a window has seen, for its marker and the meters. */
final class Books {
    private final SortedMap<String, SourceCount> sources = new TreeMap<>();
    private long rows;
    private long duplicates;
    private long conflicts;
    private long unreadable;
    private long receivedFrom = Long.MAX_VALUE;
    private long receivedTo = Long.MIN_VALUE;

    void stored(EventRow row) {
        rows++;
        conflicts += row.isConflict() ? 1 : 0;
        count(row, 1, 0);
    }

    void duplicate(EventRow row) {
        duplicates++;
        count(row, 0, 1);
    }

    void unreadable() {
        unreadable++;
    }

    private void count(EventRow row, int stored, int duplicated) {
        long received = row.event().times().received();
        receivedFrom = Math.min(receivedFrom, received);
        receivedTo = Math.max(receivedTo, received);
        sources.merge(
                row.event().source(),
                new SourceCount(stored, duplicated),
                (before, more) -> before.plus(more.rows(), more.duplicates()));
    }

    long rows() {
        return rows;
    }

    long duplicates() {
        return duplicates;
    }

    /** Rows whose id another event had taken. */
    long conflicts() {
        return conflicts;
    }

    long unreadableRecords() {
        return unreadable;
    }

    SortedMap<String, SourceCount> sources() {
        return sources;
    }

    @Nullable
    Instant receivedFrom() {
        return receivedFrom == Long.MAX_VALUE ? null : instant(receivedFrom);
    }

    @Nullable
    Instant receivedTo() {
        return receivedTo == Long.MIN_VALUE ? null : instant(receivedTo);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
