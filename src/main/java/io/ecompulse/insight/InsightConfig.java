package io.ecompulse.insight;

import io.ecompulse.config.Settings;
import java.time.Duration;

/**
 * Bounds of the read side.
 *
 * @param liveInterval between two snapshots for the live page
 * @param subscribersMax pages that may watch at once
 * @param pointsMax points of one series
 */
public record InsightConfig(Duration liveInterval, int subscribersMax, int pointsMax) {
    public static InsightConfig from(Settings s) {
        Duration interval = s.duration("insight.live.interval", Duration.ofSeconds(1));
        if (interval.isZero()) {
            s.problem("insight.live.interval must be longer than nothing");
        }
        return new InsightConfig(
                interval,
                s.count("insight.live.subscribers.max", 500, 1, 100_000),
                s.count("insight.series.points.max", 1_500, 1, 10_000));
    }
}
