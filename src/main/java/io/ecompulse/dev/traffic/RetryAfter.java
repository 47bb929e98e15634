package io.ecompulse.dev.traffic;

import org.jspecify.annotations.Nullable;

/** How long a refused client waits before it sends the same bytes again. */
final class RetryAfter {
    /** When the server names no time, or did not answer at all. */
    static final long NONE_MILLIS = 1_000;

    static final long MILLIS_MAX = 30_000;

    private RetryAfter() {}

    static boolean asks(int status) {
        return status == 429 || status == 503 || status == 408;
    }

    /** The header in milliseconds; dates and nonsense count as absent, and nobody makes us wait for hours. */
    static long millis(@Nullable String header) {
        try {
            long seconds = header == null ? 0 : Long.parseLong(header.strip());
            return seconds <= 0 ? NONE_MILLIS : Math.min(seconds, MILLIS_MAX / 1_000) * 1_000;
        } catch (NumberFormatException noSeconds) {
            return NONE_MILLIS;
        }
    }
}
