package io.ecompulse.dev.traffic;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** Short codes as shops print them on receipts: eight letters and digits, 2.8 · 10^12 of them. */
final class Codes {
    private static final int RADIX = 36;
    private static final long EIGHT_PLACES = 78_364_164_096L * RADIX; // 36^8

    private Codes() {}

    static String next(RandomGenerator random) {
        String digits = Long.toString(random.nextLong(EIGHT_PLACES), RADIX).toUpperCase(Locale.ROOT);
        return "0".repeat(8 - digits.length()) + digits;
    }
}
