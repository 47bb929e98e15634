package io.ecompulse.insight;

import io.ecompulse.config.Settings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Bounds of the read side.
 *
 * @param liveInterval between two snapshots for the live page
 * @param subscribersMax pages that may watch at once
 * @param pointsMax points of one series
 * @param topMax entries of one top list
 * @param recentMax events of one tail
 * @param recentFailedMax events that failed, of all sources, that are kept for tails
 * @param fresh how long an answer may be shown again without asking
 * @param books how the two sides of the books are compared
 * @param liveZone where the live page's days begin
 */
public record InsightConfig(
        Duration liveInterval,
        int subscribersMax,
        int pointsMax,
        int topMax,
        int recentMax,
        int recentFailedMax,
        Duration fresh,
        Books books,
        ZoneId liveZone) {
    private static final Duration HORIZON_MAX = Duration.ofDays(1);
    private static final Duration EVERY_MIN = Duration.ofMillis(100);

    /**
     * @param every between two comparisons
     * @param grace after a minute, for what was in flight at its end
     * @param horizon how far back is compared
     * @param linesMax sources and minutes that are remembered
     */
    public record Books(Duration every, Duration grace, Duration horizon, int linesMax) {
        static Books from(Settings s) {
            Books books = new Books(
                    s.duration("insight.books.every", Duration.ofSeconds(10)),
                    s.duration("insight.books.grace", Duration.ofMinutes(1)),
                    s.duration("insight.books.horizon", Duration.ofHours(2)),
                    s.count("insight.books.lines.max", 100_000, 1, 10_000_000));
            if (books.every.compareTo(EVERY_MIN) < 0) {
                s.problem("insight.books.every: expected at least 100ms");
            }
            if (books.horizon.compareTo(HORIZON_MAX) > 0 || books.horizon.compareTo(books.grace) <= 0) {
                s.problem("insight.books.horizon: expected more than insight.books.grace, and at most 1d");
            }
            return books;
        }
    }

    public static InsightConfig from(Settings s) {
        Duration interval = s.duration("insight.live.interval", Duration.ofSeconds(1));
        if (interval.isZero()) {
            s.problem("insight.live.interval must be longer than nothing");
        }
        return new InsightConfig(
                interval,
                s.count("insight.live.subscribers.max", 500, 1, 100_000),
                s.count("insight.series.points.max", 10_000, 1, 50_000),
                s.count("insight.top.max", 100, 1, 1_000),
                s.count("insight.recent.max", 200, 1, 1_000),
                s.count("insight.recent.failed.max", 5_000, 1, 1_000_000),
                s.duration("insight.fresh", Duration.ofSeconds(1)),
                Books.from(s),
                zone(s));
    }

    private static ZoneId zone(Settings s) {
        String name = s.text("insight.live.zone", "UTC");
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            s.problem("insight.live.zone is \"" + name + "\": expected a time zone such as Europe/Berlin");
            return ZoneOffset.UTC;
        }
    }
}
