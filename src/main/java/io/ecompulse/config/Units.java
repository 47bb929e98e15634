package io.ecompulse.config;

import java.time.Duration;
import java.util.Locale;

/** Durations and byte counts as they are written in settings. */
final class Units {
    private static final long KIB = 1024;
    private static final long MIB = KIB * 1024;
    private static final long GIB = MIB * 1024;
    /** Beyond any use, and still far from where milliseconds or nanoseconds overflow. */
    private static final Duration DURATION_MAX = Duration.ofDays(36_500);

    private static final String DURATION_EXPECTED = "expected a duration such as 250ms, 5s, 10m, 2h or 7d";
    private static final String BYTES_EXPECTED = "expected bytes such as 512, 64KiB, 16MiB or 2GiB";

    private Units() {}

    static Duration duration(String raw) {
        int digits = leadingDigits(raw);
        String unit = raw.substring(digits).trim();
        if (digits == 0) {
            throw new IllegalArgumentException(DURATION_EXPECTED);
        }
        long amount = Long.parseLong(raw.substring(0, digits));
        long millis = switch (unit) {
            case "ms" -> amount;
            case "s" -> times(amount, 1_000);
            case "m" -> times(amount, 60_000);
            case "h" -> times(amount, 3_600_000);
            case "d" -> times(amount, 86_400_000);
            default -> throw new IllegalArgumentException(DURATION_EXPECTED);
        };
        if (millis > DURATION_MAX.toMillis()) {
            throw new IllegalArgumentException("expected at most " + format(DURATION_MAX));
        }
        return Duration.ofMillis(millis);
    }

    static long bytes(String raw) {
        int digits = leadingDigits(raw);
        String unit = raw.substring(digits).trim().toLowerCase(Locale.ROOT);
        if (digits == 0) {
            throw new IllegalArgumentException(BYTES_EXPECTED);
        }
        long amount = Long.parseLong(raw.substring(0, digits));
        return switch (unit) {
            case "" -> amount;
            case "kib" -> times(amount, KIB);
            case "mib" -> times(amount, MIB);
            case "gib" -> times(amount, GIB);
            default -> throw new IllegalArgumentException(BYTES_EXPECTED);
        };
    }

    static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0 || millis == 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    static String format(long bytes) {
        if (bytes == 0) {
            return "0";
        }
        if (bytes % GIB == 0) {
            return bytes / GIB + "GiB";
        }
        if (bytes % MIB == 0) {
            return bytes / MIB + "MiB";
        }
        return bytes % KIB == 0 ? bytes / KIB + "KiB" : Long.toString(bytes);
    }

    private static long times(long amount, long unit) {
        if (amount > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException("far too much");
        }
        return amount * unit;
    }

    /** At most 18, so that they always fit a long. */
    private static int leadingDigits(String raw) {
        int i = 0;
        while (i < raw.length() && i < 18 && raw.charAt(i) >= '0' && raw.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
