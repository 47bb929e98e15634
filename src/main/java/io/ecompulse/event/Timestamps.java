package io.ecompulse.event;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the timestamps that clients write: ISO 8601 (a day, or a time with or without offset, UTC when without), or epoch
 * milliseconds as a number.
 */
public final class Timestamps {
    /** 2000-01-01 and 2100-01-01: outside, a value is a mistake, and Redshift and the lake's partitions are spared it. */
    static final long MICROS_MIN = 946_684_800_000_000L;

    static final long MICROS_MAX = 4_102_444_800_000_000L;
    private static final int SECONDS_LENGTH = 19; // 2026-11-23T16:00:00
    private static final int TEXT_LENGTH_MAX = 64;
    /** 2026-11-23, 2026-11-23T16:00, 2026-11-23 16:00:00.5, 2026-11-23T17:00:00+01:00. */
    private static final DateTimeFormatter ISO_EXTENDED = withOffset("[XXX]");
    /** As above, with Z, +01 or +0100. */
    private static final DateTimeFormatter ISO_BASIC_OFFSET = withOffset("[X]");

    private Timestamps() {}

    /** Microseconds since 1970 UTC, or null when {@code value} is missing, unreadable or outside 2000 to 2100. */
    public static @Nullable Long micros(@Nullable JsonValue value) {
        if (value == null) {
            return null;
        }
        if (value.isNumber()) {
            return epochMillis(value);
        }
        if (!value.isString() || value.length() > TEXT_LENGTH_MAX) {
            return null;
        }
        Long fast = utc(value.json(), value.from() + 1, value.to() - 1);
        return inRange(fast != null ? fast : iso(value.text()));
    }

    /** Microseconds since 1970 UTC of an instant, cut to whole ones. */
    public static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    private static @Nullable Long inRange(@Nullable Long micros) {
        return micros == null || micros < MICROS_MIN || micros > MICROS_MAX ? null : micros;
    }

    private static @Nullable Long epochMillis(JsonValue value) {
        BigDecimal millis = value.decimal();
        if (millis == null || millis.precision() - millis.scale() > 15) {
            return null; // Longer than any date, and beyond a long.
        }
        return inRange(millis.movePointRight(3).longValue());
    }

    private static @Nullable Long iso(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            String iso = text.strip();
            boolean colon = iso.length() > 3 && iso.charAt(iso.length() - 3) == ':';
            TemporalAccessor read = (colon ? ISO_EXTENDED : ISO_BASIC_OFFSET)
                    .parseBest(iso, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            Instant instant = read instanceof OffsetDateTime time
                    ? time.toInstant()
                    : read instanceof LocalDateTime time
                            ? time.toInstant(ZoneOffset.UTC)
                            : LocalDate.from(read).atStartOfDay().toInstant(ZoneOffset.UTC);
            return micros(instant);
        } catch (DateTimeException | ArithmeticException unreadable) {
            return null; // No time at all, or one so many years away that it fits no number of ours.
        }
    }

    private static DateTimeFormatter withOffset(String offset) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .optionalStart()
                .appendPattern("['T'][' ']")
                .append(DateTimeFormatter.ISO_LOCAL_TIME)
                .appendPattern("[' ']" + offset)
                .optionalEnd()
                .toFormatter(Locale.ROOT)
                .withChronology(IsoChronology.INSTANCE)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** The form that nearly every SDK writes, {@code YYYY-MM-DDTHH:MM:SS[.fraction]Z}; null for any other. */
    private static @Nullable Long utc(byte[] s, int at, int end) {
        int last = end - 1;
        if (last < at + SECONDS_LENGTH
                || s[last] != 'Z'
                || s[at + 4] != '-'
                || s[at + 7] != '-'
                || s[at + 10] != 'T'
                || s[at + 13] != ':'
                || s[at + 16] != ':') {
            return null;
        }
        int year = digits(s, at, 4);
        int month = digits(s, at + 5, 2);
        int day = digits(s, at + 8, 2);
        int hour = digits(s, at + 11, 2);
        int minute = digits(s, at + 14, 2);
        int second = digits(s, at + 17, 2);
        int fraction = fractionMicros(s, at + SECONDS_LENGTH, last);
        if (year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()) {
            return null;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || fraction < 0) {
            return null;
        }
        long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3_600L + minute * 60L + second;
        return seconds * 1_000_000 + fraction;
    }

    /** Microseconds of a dot and one to nine digits, of nothing at all, or -1. */
    private static int fractionMicros(byte[] s, int at, int end) {
        if (at == end) {
            return 0;
        }
        int count = end - at - 1;
        if (s[at] != '.' || count < 1 || count > 9 || digits(s, at + 1, count) < 0) {
            return -1;
        }
        int micros = digits(s, at + 1, Math.min(count, 6));
        for (int i = count; i < 6; i++) {
            micros *= 10;
        }
        return micros;
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
