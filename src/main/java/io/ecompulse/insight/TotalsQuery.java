package io.ecompulse.insight;

import io.ecompulse.aggregate.TimeRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question for totals.
 *
 * @param range by the events' own time; empty asks for all time
 */
public record TotalsQuery(String source, Optional<TimeRange> range) {
    private static final long DAYS_MAX = 400;

    /**
     * Reads a question as people write it. Times are ISO 8601 with an offset ({@code 2026-11-23T16:00:00Z}) or a date, which
     * is that day's start in UTC; {@code to} is excluded. One end alone: the other is the oldest allowed, or now.
     *
     * @throws IllegalArgumentException with a sentence for the asker
     */
    public static TotalsQuery parse(String source, @Nullable String from, @Nullable String to, Instant now) {
        if (from == null && to == null) {
            return new TotalsQuery(source, Optional.empty());
        }
        Instant end = to == null ? now : time("to", to);
        Instant start = from == null ? end.minus(DAYS_MAX, ChronoUnit.DAYS) : time("from", from);
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("from must lie before to");
        }
        if (start.plus(DAYS_MAX, ChronoUnit.DAYS).isBefore(end)) {
            throw new IllegalArgumentException("at most " + DAYS_MAX + " days at once");
        }
        return new TotalsQuery(source, Optional.of(TimeRange.around(start.toEpochMilli(), end.toEpochMilli())));
    }

    private static Instant time(String name, String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException unreadable) {
            throw new IllegalArgumentException(
                    name + " is no time: expected 2026-11-23 or 2026-11-23T16:00:00Z", unreadable);
        }
    }
}
