package io.ecompulse.insight;

import io.ecompulse.aggregate.AggregateReads;
import io.ecompulse.aggregate.Bots;
import io.ecompulse.aggregate.BucketTotals;
import io.ecompulse.aggregate.Grain;
import io.ecompulse.aggregate.Span;
import io.ecompulse.journal.JournalConfig;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.TopicTail;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers questions about numbers. Callable from any thread; answers come on the caller's context. */
public final class Insight {
    private final AggregateReads reads;
    private final InstantSource clock;
    private final Live live;
    private final Tail tail;
    private final Following following;

    /** What is followed in Kafka, and compared with it. */
    private record Following(Vertx vertx, TopicTail tail, Unaccounted unaccounted, long timer) {
        Future<Void> close() {
            vertx.cancelTimer(timer);
            return vertx.executeBlocking(
                    () -> {
                        tail.close();
                        return null;
                    },
                    false);
        }
    }

    private Insight(AggregateReads reads, InstantSource clock, Live live, Tail tail, Following following) {
        this.reads = reads;
        this.clock = clock;
        this.live = live;
        this.tail = tail;
        this.following = following;
    }

    /** Opens the read side: it connects when first asked, and closes what it opens. */
    public static Insight open(
            Vertx vertx,
            InsightConfig config,
            JournalConfig journal,
            AggregateReads.Setup setup,
            Health health,
            MeterRegistry registry) {
        AggregateReads reads = AggregateReads.open(vertx, setup);
        health.register("insight", false, reads::problem);
        FailedTail failed = new FailedTail(
                config.recentMax(), config.recentFailedMax(), setup.config().recentMasking());
        Tail tail = new Tail(reads, failed, config.recentMax());
        LiveNumbers numbers = new LiveNumbers(reads, tail, setup.clock(), config.liveZone());
        Live live = new Live(vertx, config, setup.clock(), numbers::read, () -> Vitals.of(health, registry));
        EdgeBooks books = new EdgeBooks(config.books().horizon(), config.books().linesMax());
        Unaccounted unaccounted = new Unaccounted(books, reads::arrivals, config.books(), setup.clock(), registry);
        Instant oldest = setup.clock().instant().minus(config.books().horizon());
        TopicTail topics = TopicTail.start(
                journal,
                List.of(
                        new TopicTail.Following(JournalTopic.BOOKS, new TopicTail.Start.At(oldest), books::saw),
                        new TopicTail.Following(
                                JournalTopic.FAILED, new TopicTail.Start.Last(config.recentMax()), failed::saw)),
                books::ended,
                setup.clock());
        health.register("tail", false, topics::problem);
        long timer = vertx.setPeriodic(
                unaccounted.every().toMillis(), tick -> unaccounted.check().onFailure(later -> {}));
        return new Insight(reads, setup.clock(), live, tail, new Following(vertx, topics, unaccounted, timer));
    }

    public Future<Totals> totals(RangeQuery query) {
        return sums(query).map(sums -> Totals.of(sums, clock.instant()));
    }

    public Future<Books> books(RangeQuery query) {
        return sums(query).compose(sums -> missing(query).map(missing -> Books.of(sums, missing, clock.instant())));
    }

    /** The edges do not tell bots from people, so a part of a source cannot be compared. */
    private Future<Long> missing(RangeQuery query) {
        String source = query.selection().source();
        return source == null || query.selection().bots() != Bots.INCLUDE
                ? Future.succeededFuture(0L)
                : following.unaccounted().of(source, query.span());
    }

    public Future<FunnelSteps> funnel(RangeQuery query) {
        return reads.funnel(query.selection(), query.span()).map(funnel -> FunnelSteps.of(funnel, clock.instant()));
    }

    public Future<Top> top(TopQuery query) {
        return reads.top(query.selection(), query.kind(), query.span(), query.limit())
                .map(list -> Top.of(query.kind(), list, clock.instant()));
    }

    public Future<Series> series(SeriesQuery query) {
        Grain kept = query.local() ? Grain.HOUR : query.grain();
        return values(query).map(values -> Series.of(query, values, !reads.keeps(kept, query.from())));
    }

    public Future<Recent> recent(RecentQuery query) {
        return tail.newest(query.source())
                .map(events -> new Recent(query.filter().of(events, query.limit())));
    }

    /** By partition, the position below which everything is counted. */
    public Future<Map<Integer, Long>> positions() {
        return reads.positions();
    }

    /** Snapshots for the live page. */
    public Live live() {
        return live;
    }

    public Future<Void> close() {
        return live.close().eventually(following::close).eventually(reads::close);
    }

    private Future<BucketTotals> sums(RangeQuery query) {
        return reads.totals(query.selection(), query.span());
    }

    private Future<List<Long>> values(SeriesQuery query) {
        if (!query.local()) {
            return reads.series(query.selection(), query.metric(), query.grain(), query.from(), query.count());
        }
        return query.isDistinct()
                ? distinctFrom(query, 0, new ArrayList<>())
                : reads.series(query.selection(), query.metric(), Grain.HOUR, query.from(), query.hours())
                        .map(hours -> Series.days(query, hours));
    }

    /** One day after the other, so that a long series is one question at a time to Redis. */
    private Future<List<Long>> distinctFrom(SeriesQuery query, int day, List<Long> values) {
        if (day == query.count()) {
            return Future.succeededFuture(values);
        }
        Span span = new Span(query.edges().get(day), query.edges().get(day + 1));
        return reads.totals(query.selection(), span).compose(sums -> {
            values.add(query.metricName().equals("visitors") ? sums.visitors() : sums.sessions());
            return distinctFrom(query, day + 1, values);
        });
    }
}
