package io.ecompulse.aggregate;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was named most in a span.
 *
 * @param from where the buckets begin, {@code to} where they end; null for all that is kept
 * @param items the largest count first
 * @param error no count is too large, and none is too small by more than this; zero as a rule, for only lists longer than
 *     {@code aggregate.top.max} are cut
 * @param partial numbers are missing: they are being rebuilt, or the span begins before what is kept
 */
public record TopList(@Nullable Instant from, @Nullable Instant to, List<Item> items, long error, boolean partial) {
    public record Item(String name, long count) {}
}
