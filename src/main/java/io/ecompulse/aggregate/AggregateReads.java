package io.ecompulse.aggregate;

import io.ecompulse.aggregate.Partitions.Partition;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sums of the buckets of all partitions, for those who ask. Callable from any thread; answers come on the caller's context.
 * Has one connection of its own, and works on the context that opened it.
 */
public final class AggregateReads {
    private final Vertx vertx;
    private final Context home;
    private final Setup setup;
    private final RedisLink link;
    private final RedisKeys keys;
    private final RangeReads ranges;
    private final SeriesReads series;
    private final ReadGate gate;

    /**
     * @param topic the name of the events topic, as the stage has it
     * @param clock tells which buckets still live
     * @param nanos a clock that only runs forward
     */
    public record Setup(AggregateConfig config, String topic, InstantSource clock, LongSupplier nanos) {}

    private AggregateReads(Vertx vertx, Setup setup) {
        this.setup = setup;
        this.vertx = vertx;
        this.home = vertx.getOrCreateContext();
        this.link = new RedisLink(vertx, setup.config(), setup.nanos());
        this.keys = new RedisKeys(setup.config().prefix(), setup.topic());
        this.ranges = new RangeReads(link, setup.config(), setup.clock());
        this.series = new SeriesReads(link);
        this.gate = new ReadGate(setup.config().readsWaitingMax());
    }

    /** Connects when first asked. */
    public static AggregateReads open(Vertx vertx, Setup setup) {
        return new AggregateReads(vertx, setup);
    }

    /** Sums for one source, or for all when it is null. */
    public Future<BucketTotals> totals(@Nullable String source, Span span) {
        return totals(Selection.of(source), span);
    }

    public Future<BucketTotals> totals(Selection selection, Span span) {
        return asked(partitions -> ranges.totals(partitions, selection, span));
    }

    /** Distinct visitors by step; the span is rounded outwards to hours. */
    public Future<Funnel> funnel(Selection selection, Span span) {
        return asked(partitions -> ranges.funnel(partitions, selection, span));
    }

    /** What was named most; the span is rounded outwards to hours, all time reaches back as far as days are kept. */
    public Future<TopList> top(Selection selection, TopKind kind, Span span, int limit) {
        return asked(partitions -> ranges.top(partitions, selection, kind, span, limit));
    }

    /** The last events of one source or of all, the newest first. */
    public Future<List<RecentEvent>> recent(@Nullable String source, int limit) {
        return asked(partitions -> {
            List<Request> requests = new ArrayList<>();
            for (Partition partition : partitions.all()) {
                partition.channels().stream()
                        .map(Channel::source)
                        .filter(id -> source == null || source.equals(id))
                        .distinct()
                        .forEach(id -> requests.add(Request.cmd(
                                Command.LRANGE, partition.keys().recent(id), "0", Integer.toString(limit - 1))));
            }
            return link.sendAll(requests).map(lists -> newest(lists, limit));
        });
    }

    /** What a metric came to in each of {@code count} buckets from {@code from} on. */
    public Future<List<Long>> series(
            @Nullable String source, SeriesMetric metric, Grain grain, Instant from, int count) {
        return series(Selection.of(source), metric, grain, from, count);
    }

    public Future<List<Long>> series(Selection selection, SeriesMetric metric, Grain grain, Instant from, int count) {
        SeriesReads.Question question =
                new SeriesReads.Question(selection, metric, grain, grain.floor(from.toEpochMilli()), count);
        return asked(partitions -> series.read(partitions, question));
    }

    /** By partition, the position below which everything is counted; those with numbers only. */
    public Future<Map<Integer, Long>> positions() {
        return asked(partitions -> {
            Map<Integer, Long> positions = new TreeMap<>();
            partitions.all().forEach(partition -> positions.put(partition.number(), partition.next()));
            return Future.succeededFuture(positions);
        });
    }

    /** What was counted by minute of arrival, whatever came of it: events, duplicates, and records that are no events. */
    public Future<Arrivals> arrivals(String source, Instant from, int minutes) {
        Selection selection = Selection.of(source);
        long start = Grain.MINUTE.floor(from.toEpochMilli());
        return asked(partitions -> {
            List<Future<List<Long>>> outcomes = SeriesMetric.outcomes().stream()
                    .map(metric -> new SeriesReads.Question(selection, metric, Grain.MINUTE, start, minutes))
                    .map(question -> series.read(partitions, question))
                    .toList();
            return Future.all(outcomes).map(read -> Arrivals.of(partitions, start, outcomes));
        });
    }

    /** Whether the bucket of this grain that {@code at} lies in is still kept. */
    public boolean keeps(Grain grain, Instant at) {
        long start = grain.floor(at.toEpochMilli());
        return grain.expiry(start, setup.config().retention()) > setup.clock().millis();
    }

    /** Why numbers cannot be read, or null; safe from any thread. */
    public @Nullable String problem() {
        return link.problem();
    }

    public Future<Void> close() {
        return atHome(link::close);
    }

    private static List<RecentEvent> newest(List<@Nullable Response> lists, int limit) {
        return lists.stream()
                .flatMap(list -> Partitions.texts(list).stream())
                .map(RecentEvent::parse)
                .sorted(Comparator.comparing((RecentEvent event) -> Instant.parse(event.receivedAt()))
                        .reversed())
                .limit(limit)
                .toList();
    }

    private <T> Future<T> asked(Function<Partitions, Future<T>> question) {
        return atHome(() -> gate.pass(() -> Partitions.read(link, keys).compose(question)));
    }

    /** Runs work where the link lives, and brings its answer back to where the caller lives. */
    private <T> Future<T> atHome(Supplier<Future<T>> work) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> answer = Promise.promise();
        home.runOnContext(go -> work.get().onComplete(done -> caller.runOnContext(back -> answer.handle(done))));
        return answer.future();
    }
}
