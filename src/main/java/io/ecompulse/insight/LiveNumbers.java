package io.ecompulse.insight;

import io.ecompulse.aggregate.AggregateReads;
import io.ecompulse.aggregate.BucketTotals;
import io.ecompulse.aggregate.Grain;
import io.ecompulse.aggregate.Span;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Reads one snapshot. */
final class LiveNumbers {
    private static final Duration NOW = Duration.ofMinutes(5);

    private final AggregateReads reads;
    private final Tail tail;
    private final InstantSource clock;
    private final ZoneId zone;

    LiveNumbers(AggregateReads reads, Tail tail, InstantSource clock, ZoneId zone) {
        this.reads = reads;
        this.tail = tail;
        this.clock = clock;
        this.zone = zone;
    }

    /** @param before the snapshot that the rate is counted from, or null */
    Future<Snapshot> read(@Nullable String source, @Nullable Snapshot before) {
        Instant now = clock.instant();
        LocalDate date = now.atZone(zone).toLocalDate();
        Future<BucketTotals> all = reads.totals(source, Span.ALL);
        // At midnight the day is empty; a span is not.
        Future<BucketTotals> today = reads.totals(source, new Span(midnight(date), now.plusMillis(1)));
        Future<Totals> yesterday = yesterday(source, date, before, now);
        Future<BucketTotals> last = reads.totals(source, new Span(now.minus(NOW), now));
        return Future.all(all, today, yesterday, last)
                .compose(sums -> tail.newest(source))
                .map(events -> new Snapshot(
                        now.toString(),
                        false,
                        rate(before, all.result().events(), now),
                        last.result().visitors(),
                        Totals.of(today.result(), now),
                        yesterday.result(),
                        Totals.of(all.result(), now),
                        events,
                        Vitals.NONE));
    }

    /** Read once a minute: it moves no faster. */
    private Future<Totals> yesterday(@Nullable String source, LocalDate date, @Nullable Snapshot before, Instant now) {
        Totals read = before == null ? null : before.yesterday();
        if (read != null && minute(Instant.parse(read.asOf())) == minute(now)) {
            return Future.succeededFuture(read);
        }
        Instant end = now.atZone(zone).minusDays(1).toInstant().plusMillis(1);
        return reads.totals(source, new Span(midnight(date.minusDays(1)), end)).map(sums -> Totals.of(sums, now));
    }

    private Instant midnight(LocalDate date) {
        return date.atStartOfDay(zone).toInstant();
    }

    private static long minute(Instant moment) {
        return Grain.MINUTE.floor(moment.toEpochMilli());
    }

    /** Events a second since {@code before}; a rebuild, during which totals shrink, counts as none. */
    private static double rate(@Nullable Snapshot before, long events, Instant now) {
        Totals last = before == null ? null : before.all();
        if (before == null || last == null) {
            return 0;
        }
        long millis = Duration.between(Instant.parse(before.asOf()), now).toMillis();
        long counted = Math.max(0, events - last.events().total());
        return millis <= 0 ? 0 : Math.round(counted * 10_000.0 / millis) / 10.0;
    }
}
