package io.ecompulse.insight;

import io.ecompulse.aggregate.RecentEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the live page shows, once a second.
 *
 * @param stale the numbers could not be read now; those of {@code asOf} stand as they were, or are missing
 * @param ratePerSecond events that were counted since the last snapshot
 * @param visitorsNow visitors of the last five minutes
 */
public record Snapshot(
        String asOf,
        boolean stale,
        double ratePerSecond,
        long visitorsNow,
        @Nullable Totals today,
        @Nullable Totals all,
        List<RecentEvent> recent) {
    public String toJson() {
        return Json.write(this);
    }

    Snapshot toStale() {
        return new Snapshot(asOf, true, 0, visitorsNow, today, all, recent);
    }

    static Snapshot none(String asOf) {
        return new Snapshot(asOf, true, 0, 0, null, null, List.of());
    }
}
