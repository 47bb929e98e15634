package io.ecompulse.insight;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the live page shows, once a second.
 *
 * @param stale the numbers could not be read now; those of {@code asOf} stand as they were, or are missing
 * @param ratePerSecond events that were counted since the last snapshot
 * @param visitorsNow visitors of the last five minutes
 * @param today since midnight in {@code insight.live.zone}
 * @param recent more than are shown, so that a filter finds some
 * @param yesterday from its midnight to the same time of day; its end is rounded up to what is kept
 */
public record Snapshot(
        String asOf,
        boolean stale,
        double ratePerSecond,
        long visitorsNow,
        @Nullable Totals today,
        @Nullable Totals yesterday,
        @Nullable Totals all,
        List<TailEvent.Found> recent,
        Vitals vitals) {
    private static final int RECENT_SHOWN = 20;

    /** As a page hears it. */
    private record Told(
            String asOf,
            boolean stale,
            double ratePerSecond,
            long visitorsNow,
            @Nullable Totals today,
            @Nullable Totals yesterday,
            @Nullable Totals all,
            List<TailEvent> recent,
            Vitals vitals) {}

    /** @param filter of the last events */
    public String toJson(TailFilter filter) {
        List<TailEvent> shown = filter.of(recent, RECENT_SHOWN);
        return Json.write(new Told(asOf, stale, ratePerSecond, visitorsNow, today, yesterday, all, shown, vitals));
    }

    /** Health is never old, even when the numbers are. */
    Snapshot with(Vitals now) {
        return new Snapshot(asOf, stale, ratePerSecond, visitorsNow, today, yesterday, all, recent, now);
    }

    Snapshot toStale() {
        return new Snapshot(asOf, true, 0, visitorsNow, today, yesterday, all, recent, vitals);
    }

    static Snapshot none(String asOf) {
        return new Snapshot(asOf, true, 0, 0, null, null, null, List.of(), Vitals.NONE);
    }
}
