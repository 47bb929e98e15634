package io.ecompulse.insight;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Reads a moment: {@code 2026-11-23T12:00:00Z}, any offset, or a date for where it begins in a zone. */
final class Moments {
    private static final int DATE_LENGTH = 10;
    private static final Instant MIN = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant MAX = Instant.parse("9999-12-31T00:00:00Z");

    private Moments() {}

    /** Null when it cannot be read, or is beyond what anyone can have counted. */
    static @Nullable Instant of(String text, ZoneId zone) {
        // An unescaped plus sign of an offset arrives as a space.
        String iso = text.replace(' ', '+');
        try {
            Instant moment = iso.length() == DATE_LENGTH
                    ? LocalDate.parse(iso).atStartOfDay(zone).toInstant()
                    : OffsetDateTime.parse(iso).toInstant();
            return moment.isBefore(MIN) || moment.isAfter(MAX) ? null : moment;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
