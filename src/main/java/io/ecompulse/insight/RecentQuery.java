package io.ecompulse.insight;

import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /api/v1/events/recent} asks.
 *
 * @param source null for all
 */
public record RecentQuery(@Nullable String source, TailFilter filter, int limit) {
    private static final int LIMIT = 50;

    public static Parsed<RecentQuery> parse(Parameters given, InsightConfig config) {
        given.only("name", "visitor", "outcome", "limit");
        TailFilter filter = TailFilter.of(given);
        int limit = given.count("limit", Math.min(LIMIT, config.recentMax()), config.recentMax());
        return given.parsed(() -> new RecentQuery(given.selection().source(), filter, limit));
    }
}
