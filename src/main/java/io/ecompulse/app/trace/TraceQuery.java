package io.ecompulse.app.trace;

import io.ecompulse.journal.EventSearch;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked by {@code ecompulse trace} and {@code GET /api/v1/trace}. */
public final class TraceQuery {
    /** How far back is looked when nobody says from when. */
    public static final Duration LAST = Duration.ofHours(24);

    private static final long RECORDS_MAX = 20_000_000;
    private static final int ID_LENGTH_MAX = 512;
    private static final Set<String> KNOWN = Set.of("id", "source", "token", "from", "to", "records");

    private TraceQuery() {}

    /** @throws IllegalArgumentException with a sentence when the parameters are wrong */
    public static EventSearch.Wanted of(Map<String, String> given, @Nullable String source, Instant now) {
        given.keySet().stream()
                .filter(name -> !KNOWN.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "there is no parameter " + name + " here: expected id, source, from, to, records");
                });
        String id = given.getOrDefault("id", "");
        if (id.isEmpty() || id.length() > ID_LENGTH_MAX) {
            throw new IllegalArgumentException("id is missing, or longer than " + ID_LENGTH_MAX);
        }
        Instant to = moment("to", given.get("to"), now.plus(Duration.ofMinutes(1)));
        Instant from = moment("from", given.get("from"), now.minus(LAST));
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from must lie before to");
        }
        return new EventSearch.Wanted(id, source, from, to, records(given.get("records")));
    }

    private static Instant moment(String name, @Nullable String text, Instant otherwise) {
        try {
            return text == null || text.isBlank() ? otherwise : Instant.parse(text.strip());
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException(name + " is no time: expected ISO 8601 such as 2026-11-23T12:00:00Z");
        }
    }

    private static long records(@Nullable String text) {
        try {
            long records = text == null || text.isBlank() ? RECORDS_MAX : Long.parseLong(text.strip());
            if (records >= 1 && records <= RECORDS_MAX) {
                return records;
            }
        } catch (NumberFormatException noNumber) {
            // Told below, as is a number out of bounds.
        }
        throw new IllegalArgumentException("records must be a whole number from 1 to " + RECORDS_MAX);
    }
}
