package io.ecompulse.insight;

import io.ecompulse.aggregate.BucketTotals;
import io.ecompulse.event.Money;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/totals}, member by member.
 *
 * @param from where the numbers begin, rounded down to what is kept (as a rule a minute); null for all time
 * @param to where they end, rounded up likewise
 * @param revenue by currency, in major units as text, so that no reader rounds it
 * @param devices events by class of device, where the client told it; likewise countries
 * @param conflicts events among those counted whose id another event had taken
 * @param partial numbers are missing: they are being rebuilt, or the range begins before what is kept
 */
public record Totals(
        @Nullable String from,
        @Nullable String to,
        String asOf,
        Events events,
        long visitors,
        long sessions,
        long orders,
        long units,
        SortedMap<String, String> revenue,
        SortedMap<String, String> refunds,
        SortedMap<String, String> tax,
        SortedMap<String, String> shipping,
        SortedMap<String, String> discount,
        long productViews,
        long productAdds,
        long checkouts,
        SortedMap<String, Long> devices,
        SortedMap<String, Long> countries,
        long duplicates,
        long conflicts,
        boolean partial) {
    /** Events that were counted, duplicates left out. */
    public record Events(long total, SortedMap<String, Long> byType, SortedMap<String, Long> byName) {}

    static Totals of(BucketTotals sums, Instant asOf) {
        return new Totals(
                text(sums.from()),
                text(sums.to()),
                asOf.toString(),
                new Events(sums.events(), sums.byType(), sums.byName()),
                sums.visitors(),
                sums.sessions(),
                sums.orders(),
                sums.units(),
                major(sums.revenue()),
                major(sums.refunds()),
                major(sums.tax()),
                major(sums.shipping()),
                major(sums.discount()),
                sums.productViews(),
                sums.productAdds(),
                sums.checkouts(),
                sums.byDevice(),
                sums.byCountry(),
                sums.duplicates(),
                sums.conflicts(),
                sums.partial());
    }

    public String toJson() {
        return Json.write(this);
    }

    private static SortedMap<String, String> major(SortedMap<String, Long> minor) {
        SortedMap<String, String> major = new TreeMap<>();
        minor.forEach((currency, amount) -> major.put(currency, Money.major(currency, amount)));
        return major;
    }

    static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
