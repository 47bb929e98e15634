package io.ecompulse.insight;

import io.ecompulse.aggregate.Span;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads the moments of a question: {@code 2026-11-23T12:00:00Z}, any offset, or a date for its midnight in UTC. */
final class Moments {
    private static final int DATE_LENGTH = 10;
    private static final Instant MIN = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant MAX = Instant.parse("9999-12-31T00:00:00Z");

    private Moments() {}

    /** A span from two parameters: both, only {@code from} (until now), or neither (all time). */
    static Parsed<Span> span(@Nullable String from, @Nullable String to, Instant now) {
        if (isMissing(from)) {
            return isMissing(to)
                    ? new Parsed.Understood<>(Span.ALL)
                    : new Parsed.Refused<>("to needs a from: give both, only from, or neither for all time");
        }
        Instant start = moment(from);
        Instant end = isMissing(to) ? now : moment(to);
        if (start == null || end == null) {
            return new Parsed.Refused<>((start == null ? "from" : "to")
                    + " is no time: expected ISO 8601 such as 2026-11-23T12:00:00Z, or a date");
        }
        return start.isBefore(end)
                ? new Parsed.Understood<>(new Span(start, end))
                : new Parsed.Refused<>("from must lie before to" + (isMissing(to) ? ", which is now" : ""));
    }

    static boolean isMissing(@Nullable String parameter) {
        return parameter == null || parameter.isBlank();
    }

    private static @Nullable Instant moment(@Nullable String text) {
        if (text == null) {
            return null;
        }
        // An unescaped plus sign of an offset arrives as a space.
        String iso = text.strip().replace(' ', '+');
        try {
            Instant moment = iso.length() == DATE_LENGTH
                    ? LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(iso).toInstant();
            return moment.isBefore(MIN) || moment.isAfter(MAX) ? null : moment;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
