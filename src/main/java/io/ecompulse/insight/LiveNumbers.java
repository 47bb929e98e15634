package io.ecompulse.insight;

import io.ecompulse.aggregate.AggregateReads;
import io.ecompulse.aggregate.BucketTotals;
import io.ecompulse.aggregate.Grain;
import io.ecompulse.aggregate.Span;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Reads one snapshot. */
final class LiveNumbers {
    private static final int RECENT = 20;
    private static final Duration NOW = Duration.ofMinutes(5);

    private final AggregateReads reads;
    private final InstantSource clock;

    LiveNumbers(AggregateReads reads, InstantSource clock) {
        this.reads = reads;
        this.clock = clock;
    }

    /** @param before the snapshot that the rate is counted from, or null */
    Future<Snapshot> read(@Nullable String source, @Nullable Snapshot before) {
        Instant now = clock.instant();
        Instant midnight = Instant.ofEpochMilli(Grain.DAY.floor(now.toEpochMilli()));
        Future<BucketTotals> all = reads.totals(source, Span.ALL);
        // At midnight the day is empty; a span is not.
        Future<BucketTotals> today = reads.totals(source, new Span(midnight, now.plusMillis(1)));
        Future<BucketTotals> last = reads.totals(source, new Span(now.minus(NOW), now));
        return Future.all(all, today, last)
                .compose(sums -> reads.recent(source, RECENT))
                .map(events -> new Snapshot(
                        now.toString(),
                        false,
                        rate(before, all.result().events(), now),
                        last.result().visitors(),
                        Totals.of(today.result(), now),
                        Totals.of(all.result(), now),
                        events));
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
