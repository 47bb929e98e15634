package io.ecompulse.config;

import java.time.Duration;
import java.util.Locale;

/** Durations and byte counts as they are written in settings. */
final class Units {
    private static final long KIB = 1024;
    private static final long MIB = KIB * 1024;
    private static final long GIB = MIB * 1024;

    private Units() {}

    static Duration duration(String raw) {
        int digits = leadingDigits(raw);
        String unit = raw.substring(digits).trim();
        if (digits == 0) {
            throw new IllegalArgumentException("expected a duration such as 250ms, 5s, 10m, 2h or 7d");
        }
        long amount = Long.parseLong(raw.substring(0, digits));
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new IllegalArgumentException("expected a duration such as 250ms, 5s, 10m, 2h or 7d");
        };
    }

    static long bytes(String raw) {
        int digits = leadingDigits(raw);
        String unit = raw.substring(digits).trim().toLowerCase(Locale.ROOT);
        if (digits == 0) {
            throw new IllegalArgumentException("expected bytes such as 512, 64KiB, 16MiB or 2GiB");
        }
        long amount = Long.parseLong(raw.substring(0, digits));
        return switch (unit) {
            case "" -> amount;
            case "kib" -> Math.multiplyExact(amount, KIB);
            case "mib" -> Math.multiplyExact(amount, MIB);
            case "gib" -> Math.multiplyExact(amount, GIB);
            default -> throw new IllegalArgumentException("expected bytes such as 512, 64KiB, 16MiB or 2GiB");
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

    private static int leadingDigits(String raw) {
        int i = 0;
        while (i < raw.length() && i < 18 && Character.isDigit(raw.charAt(i))) {
            i++;
        }
        return i;
    }
}
