package io.ecompulse.aggregate;

import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Distinct visitors by step, within HyperLogLog's error.
 *
 * @param from where the buckets begin, {@code to} where they end, rounded outwards to hours; null for all time
 * @param partial numbers are missing: they are being rebuilt, or the span begins before what is kept
 */
public record Funnel(
        @Nullable Instant from, @Nullable Instant to, SortedMap<FunnelStep, Long> visitors, boolean partial) {}
