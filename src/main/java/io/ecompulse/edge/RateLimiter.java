package io.ecompulse.edge;

import io.ecompulse.config.Rate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket for each source, kept as the one moment at which it is full again (the generic cell rate algorithm). Shared by
 * all event loops; holds one number for each source that ever was in force.
 */
final class RateLimiter {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private final Map<String, Level> levels = new ConcurrentHashMap<>();

    RateLimiter(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * What the bucket said.
     *
     * @param limit events that fit a full bucket
     * @param remaining events that fit it now
     * @param until when granted, until it is full again; else until what was asked for fits
     */
    record Allowance(boolean isGranted, int limit, long remaining, Duration until) {}

    /** @param fullAgain by {@code nanos}, at this rate */
    private record Level(long eventsPerSecond, long fullAgain) {
        /** Nanoseconds until the bucket is full. */
        long missing(long now) {
            return Math.max(0, fullAgain - now); // a difference: nanos may wrap
        }

        /** What is owed under one rate stays owed under another in events, not in time. */
        Level at(Rate rate, long now) {
            double owed = (double) missing(now) * eventsPerSecond;
            return new Level(rate.eventsPerSecond(), now + (long) (owed / rate.eventsPerSecond()));
        }
    }

    /**
     * Takes {@code events} from the bucket, or nothing. What is larger than a full bucket is granted when it is full, and then
     * takes as long to be made up for as it is large: it could never be sent otherwise.
     */
    Allowance take(String source, Rate rate, int events) {
        long now = nanos.getAsLong();
        long whole = time(rate, rate.burst());
        while (true) {
            Level before = levels.computeIfAbsent(source, first -> new Level(rate.eventsPerSecond(), now));
            if (before.eventsPerSecond != rate.eventsPerSecond()) {
                levels.replace(source, before, before.at(rate, now));
                continue;
            }
            long missing = before.missing(now);
            long needed = time(rate, Math.min(events, rate.burst()));
            if (missing + needed > whole) {
                return allowance(false, rate, whole - missing, missing + needed - whole);
            }
            long after = missing + time(rate, events);
            if (levels.replace(source, before, new Level(rate.eventsPerSecond(), now + after))) {
                return allowance(true, rate, whole - after, after);
            }
        }
    }

    private static Allowance allowance(boolean isGranted, Rate rate, long left, long wait) {
        long remaining = Math.max(0, left) / SECOND * rate.eventsPerSecond()
                + Math.max(0, left) % SECOND * rate.eventsPerSecond() / SECOND;
        return new Allowance(isGranted, rate.burst(), remaining, Duration.ofNanos(wait));
    }

    /** How long the rate takes to bring so many events; rounded up, so that no rate is exceeded. */
    private static long time(Rate rate, long events) {
        long perSecond = rate.eventsPerSecond();
        return events / perSecond * SECOND + (events % perSecond * SECOND + perSecond - 1) / perSecond;
    }
}
