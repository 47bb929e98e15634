package io.ecompulse.insight;

import io.ecompulse.aggregate.RecentEvent;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /api/v1/events/recent} asks.
 *
 * @param source null for all
 * @param name null for every name
 */
public record RecentQuery(@Nullable String source, @Nullable String name, int limit) {
    private static final int LIMIT = 50;

    public static Parsed<RecentQuery> parse(Parameters given, InsightConfig config) {
        given.only("name", "limit");
        int limit = given.count("limit", Math.min(LIMIT, config.recentMax()), config.recentMax());
        return given.parsed(() -> new RecentQuery(given.selection().source(), given.text("name"), limit));
    }

    boolean takes(RecentEvent event) {
        return name == null || name.equals(event.name());
    }
}
