package io.ecompulse.lake;

import io.ecompulse.lake.Marker.SourceCount;
import io.ecompulse.lake.TopicRows.Counted;
import io.ecompulse.lake.TopicRows.Reading;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a window has seen, for its marker and the meters. */
final class Books {
    private final SortedMap<String, SourceCount> sources = new TreeMap<>();
    private long duplicates;
    private long conflicts;
    private long unreadable;
    private long receivedFrom = Long.MAX_VALUE;
    private long receivedTo = Long.MIN_VALUE;

    void read(Reading reading) {
        boolean repeated = reading.sight() == TopicRows.Sight.REPEATED;
        Counted counted = reading.counted();
        if (counted != null) {
            duplicates += repeated ? 1 : 0;
            conflicts += reading.sight() == TopicRows.Sight.CONFLICTING ? 1 : 0;
            count(counted, repeated ? 0 : 1, repeated ? 1 : 0);
        }
    }

    void unreadable() {
        unreadable++;
    }

    private void count(Counted counted, int stored, int duplicated) {
        receivedFrom = Math.min(receivedFrom, counted.received());
        receivedTo = Math.max(receivedTo, counted.received());
        sources.merge(
                counted.source(),
                new SourceCount(stored, duplicated),
                (before, more) -> before.plus(more.rows(), more.duplicates()));
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
