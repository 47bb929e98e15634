package io.ecompulse.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Reads the timestamps that clients write: ISO 8601 with or without offset, or epoch milliseconds as a number. */
public final class Timestamps {
    /** 2000-01-01 and 2100-01-01: outside, a value is a mistake, and Redshift and the lake's partitions are spared it. */
    private static final long MICROS_MIN = 946_684_800_000_000L;

    private static final long MICROS_MAX = 4_102_444_800_000_000L;
    private static final int ISO_MILLIS_LENGTH = 24; // 2026-11-23T16:00:00.000Z

    private Timestamps() {}

    /** Microseconds since 1970 UTC, or null when {@code value} is missing, unreadable or outside 2000 to 2100. */
    public static @Nullable Long micros(@Nullable JsonValue value) {
        if (value == null) {
            return null;
        }
        Long micros = value.isString() ? parse(value) : value.isNumber() ? epochMillis(value) : null;
        return micros == null || micros < MICROS_MIN || micros > MICROS_MAX ? null : micros;
    }

    /** Microseconds since 1970 UTC of an instant. */
    public static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static @Nullable Long epochMillis(JsonValue value) {
        java.math.BigDecimal millis = value.decimal();
        return millis == null || millis.precision() - millis.scale() > 15 ? null : millis.longValue() * 1000;
    }

    private static @Nullable Long parse(JsonValue value) {
        if (value.length() == ISO_MILLIS_LENGTH + 2) {
            Long fast = isoMillis(value.json(), value.from() + 1);
            if (fast != null) {
                return fast;
            }
        }
        return value.length() > 64 ? null : parseAny(value.text());
    }

    private static @Nullable Long parseAny(@Nullable String text) {
        if (text == null || text.length() < 10) {
            return null;
        }
        String iso = text.length() == 10 ? text + "T00:00:00" : text.replace(' ', 'T');
        try {
            boolean hasOffset = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
            return micros(
                    hasOffset
                            ? OffsetDateTime.parse(iso).toInstant()
                            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /** The form that nearly every SDK writes, {@code YYYY-MM-DDTHH:MM:SS.mmmZ}; null for any other. */
    private static @Nullable Long isoMillis(byte[] s, int at) {
        if (s[at + 4] != '-'
                || s[at + 7] != '-'
                || s[at + 10] != 'T'
                || s[at + 13] != ':'
                || s[at + 16] != ':'
                || s[at + 19] != '.'
                || s[at + 23] != 'Z') {
            return null;
        }
        int year = digits(s, at, 4);
        int month = digits(s, at + 5, 2);
        int day = digits(s, at + 8, 2);
        int hour = digits(s, at + 11, 2);
        int minute = digits(s, at + 14, 2);
        int second = digits(s, at + 17, 2);
        int milli = digits(s, at + 20, 3);
        if (year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || minute < 0 || second < 0 || milli < 0) {
            return null;
        }
        if (day > java.time.YearMonth.of(year, month).lengthOfMonth() || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        long days = java.time.LocalDate.of(year, month, day).toEpochDay();
        long seconds = days * 86_400 + hour * 3_600L + minute * 60L + second;
        return (seconds * 1_000 + milli) * 1_000;
    }

    private static int digits(byte[] s, int at, int count) {
        int value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = s[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
