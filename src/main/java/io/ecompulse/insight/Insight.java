package io.ecompulse.insight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ecompulse.aggregate.AggregateReads;
import io.ecompulse.aggregate.RecentEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers about what was counted. Safe from any thread. */
public final class Insight {
    private static final int RECENT_MAX = 200;

    private final AggregateReads reads;
    private final InstantSource clock;
    private final Live live;

    public Insight(Vertx vertx, AggregateReads reads, InstantSource clock) {
        this.reads = reads;
        this.clock = clock;
        this.live = new Live(vertx, this::snapshot, clock);
    }

    /** The answer of {@code GET /api/v1/totals}. */
    public Future<String> totals(TotalsQuery query) {
        return reads.counts(query.source(), query.range())
                .map(counts ->
                        TotalsJson.of(counts, query.range(), clock.instant()).toString());
    }

    /** The answer of {@code GET /api/v1/events/recent}. */
    public Future<String> recent(String source, int limit) {
        if (limit < 1 || limit > RECENT_MAX) {
            throw new IllegalArgumentException("limit must be 1 to " + RECENT_MAX);
        }
        return reads.recent(source, limit)
                .map(events -> TotalsJson.object()
                        .set("events", TotalsJson.events(events))
                        .toString());
    }

    /** Tells {@code reader} about once a second what the live page shows of a source; running the answer ends it. */
    public Runnable follow(String source, Consumer<String> reader) {
        return live.follow(source, reader);
    }

    public Future<Void> close() {
        live.close();
        return reads.close();
    }

    private Future<Live.Numbers> snapshot(String source) {
        Future<ObjectNode> totals = reads.counts(source, Optional.empty())
                .map(counts -> TotalsJson.of(counts, Optional.empty(), clock.instant()));
        Future<List<RecentEvent>> recent = reads.recent(source, Live.RECENT);
        return Future.all(totals, recent).map(both -> new Live.Numbers(totals.result(), recent.result()));
    }
}
