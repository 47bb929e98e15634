package io.ecompulse.aggregate;

import java.util.Map;
import java.util.SortedMap;

/**
 * What the buckets of a range add up to.
 *
 * @param revenue minor units by currency, as are refunds
 * @param visitors an estimate, with HyperLogLog's standard error of 0.81 %; sessions likewise
 * @param partial some of it is missing: a partition is being rebuilt, or the range begins before its buckets were kept
 */
public record Counts(
        long events,
        SortedMap<String, Long> byType,
        SortedMap<String, Long> byName,
        long visitors,
        long sessions,
        long orders,
        long units,
        Map<String, Long> revenue,
        Map<String, Long> refunds,
        long duplicates,
        long unreadable,
        boolean partial) {}
