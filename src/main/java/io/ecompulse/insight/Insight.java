package io.ecompulse.insight;

import io.ecompulse.aggregate.AggregateReads;
import io.ecompulse.aggregate.BucketTotals;
import io.ecompulse.aggregate.Span;
import io.ecompulse.telemetry.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Answers questions about numbers. Callable from any thread; answers come on the caller's context. */
public final class Insight {
    /** More events than anyone reads, and fewer than would hurt. */
    public static final int RECENT_MAX = 200;

    private final AggregateReads reads;
    private final InstantSource clock;
    private final Live live;

    private Insight(AggregateReads reads, InstantSource clock, Live live) {
        this.reads = reads;
        this.clock = clock;
        this.live = live;
    }

    /** Opens the read side: it connects when first asked, and closes what it opens. */
    public static Insight open(Vertx vertx, InsightConfig config, AggregateReads.Setup setup, Health health) {
        AggregateReads reads = AggregateReads.open(vertx, setup);
        health.register("insight", false, reads::problem);
        return new Insight(
                reads, setup.clock(), new Live(vertx, config, setup.clock(), new LiveNumbers(reads, setup.clock())));
    }

    public Future<Totals> totals(TotalsQuery query) {
        return totals(query.source(), query.span());
    }

    public Future<Series> series(SeriesQuery query) {
        return reads.series(query.source(), query.metric(), query.grain(), query.from(), query.count())
                .map(values -> Series.of(query, values));
    }

    /** @param limit taken as 1 to {@link #RECENT_MAX} */
    public Future<Recent> recent(@Nullable String source, int limit) {
        return reads.recent(source, Math.max(1, Math.min(RECENT_MAX, limit))).map(Recent::new);
    }

    /** Snapshots for the live page. */
    public Live live() {
        return live;
    }

    public Future<Void> close() {
        return live.close().eventually(reads::close);
    }

    private Future<Totals> totals(@Nullable String source, Span span) {
        return reads.totals(source, span).map((BucketTotals sums) -> Totals.of(sums, clock.instant()));
    }
}
