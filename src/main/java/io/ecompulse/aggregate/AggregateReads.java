package io.ecompulse.aggregate;

import io.ecompulse.aggregate.Partitions.Partition;
import io.ecompulse.aggregate.RangePlan.Bucket;
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
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
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
    private final ReadGate gate;

    /**
     * @param topic the name of the events topic, as the stage has it
     * @param clock tells which buckets still live
     * @param nanos a clock that only runs forward
     */
    public record Setup(AggregateConfig config, String topic, InstantSource clock, LongSupplier nanos) {}

    private AggregateReads(Vertx vertx, Setup setup) {
        this.vertx = vertx;
        this.home = vertx.getOrCreateContext();
        this.setup = setup;
        this.link = new RedisLink(vertx, setup.config(), setup.nanos());
        this.keys = new RedisKeys(setup.config().prefix(), setup.topic());
        this.gate = new ReadGate(setup.config().readsWaitingMax());
    }

    /** Connects when first asked. */
    public static AggregateReads open(Vertx vertx, Setup setup) {
        return new AggregateReads(vertx, setup);
    }

    /** Sums for one source, or for all when it is null. */
    public Future<BucketTotals> totals(@Nullable String source, Span span) {
        return asked(() -> partitions().compose(partitions -> totals(partitions, source, span)));
    }

    /** The last events of one source or of all, the newest first. */
    public Future<List<RecentEvent>> recent(@Nullable String source, int limit) {
        return asked(() -> partitions().compose(partitions -> {
            List<Request> requests = new ArrayList<>();
            for (Partition partition : partitions.all()) {
                for (String id : partition.sources(source)) {
                    requests.add(Request.cmd(
                            Command.LRANGE, keys.recent(partition.number(), id), "0", Integer.toString(limit - 1)));
                }
            }
            return link.sendAll(requests).map(lists -> newest(lists, limit));
        }));
    }

    /** What a metric came to in each of {@code count} buckets from {@code from} on. */
    public Future<List<Long>> series(
            @Nullable String source, SeriesMetric metric, Grain grain, Instant from, int count) {
        return asked(() -> partitions().compose(partitions -> {
            List<Request> requests = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long start = grain.floor(from.toEpochMilli()) + i * grain.millis();
                for (Partition partition : partitions.all()) {
                    for (String id : partition.sources(source)) {
                        requests.add(metric.request(keys.bucket(partition.number(), id, grain, start)));
                    }
                }
            }
            return link.sendAll(requests).map(values -> sums(values, count));
        }));
    }

    /** Why numbers cannot be read, or null; safe from any thread. */
    public @Nullable String problem() {
        return link.problem();
    }

    public Future<Void> close() {
        return atHome(link::close);
    }

    private Future<Partitions> partitions() {
        return Partitions.read(link, keys);
    }

    private Future<BucketTotals> totals(Partitions partitions, @Nullable String source, Span span) {
        RangePlan plan = plan(span);
        List<Request> sums = new ArrayList<>();
        List<Request> visitors = new ArrayList<>();
        List<Request> sessions = new ArrayList<>();
        for (Partition partition : partitions.all()) {
            List<String> buckets = buckets(partition, source, plan);
            if (!buckets.isEmpty()) {
                buckets.forEach(bucket -> sums.add(Request.cmd(Command.HGETALL, bucket)));
                visitors.add(distinct(buckets, RedisKeys.VISITORS));
                sessions.add(distinct(buckets, RedisKeys.SESSIONS));
            }
        }
        boolean partial = !partitions.areWhole() || (plan != null && !plan.isWhole());
        return link.sendAll(sums)
                .compose(hashes -> link.sendAll(visitors)
                        .compose(people -> link.sendAll(sessions)
                                .map(visits -> new BucketTotals(
                                        plan == null ? null : Instant.ofEpochMilli(plan.from()),
                                        plan == null ? null : Instant.ofEpochMilli(plan.to()),
                                        merged(hashes),
                                        sum(people),
                                        sum(visits),
                                        partial))));
    }

    private @Nullable RangePlan plan(Span span) {
        return span.from() == null || span.to() == null
                ? null
                : RangePlan.of(
                        span.from().toEpochMilli(),
                        span.to().toEpochMilli(),
                        setup.clock().millis(),
                        setup.config().retention());
    }

    private List<String> buckets(Partition partition, @Nullable String source, @Nullable RangePlan plan) {
        List<String> names = new ArrayList<>();
        for (String id : partition.sources(source)) {
            if (plan == null) {
                names.add(keys.total(partition.number(), id));
                continue;
            }
            for (Bucket bucket : plan.buckets()) {
                names.add(keys.bucket(partition.number(), id, bucket.grain(), bucket.start()));
            }
        }
        return names;
    }

    /** Counts the union of one partition's buckets, in one command: all of them lie in its slot. */
    private static Request distinct(List<String> buckets, String suffix) {
        Request request = Request.cmd(Command.PFCOUNT);
        buckets.forEach(bucket -> request.arg(bucket + suffix));
        return request;
    }

    private static SortedMap<String, Long> merged(List<@Nullable Response> hashes) {
        SortedMap<String, Long> fields = new TreeMap<>();
        for (Response hash : hashes) {
            List<String> pairs = Partitions.texts(hash);
            for (int i = 0; i + 1 < pairs.size(); i += 2) {
                fields.merge(pairs.get(i), Long.parseLong(pairs.get(i + 1)), Long::sum);
            }
        }
        return fields;
    }

    private static long sum(List<@Nullable Response> numbers) {
        return numbers.stream()
                .filter(Objects::nonNull)
                .mapToLong(number -> Long.parseLong(number.toString()))
                .sum();
    }

    private static List<Long> sums(List<@Nullable Response> values, int count) {
        List<Long> sums = new ArrayList<>();
        int each = count == 0 ? 0 : values.size() / count;
        for (int i = 0; i < count; i++) {
            sums.add(sum(values.subList(i * each, (i + 1) * each)));
        }
        return sums;
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

    private <T> Future<T> asked(Supplier<Future<T>> question) {
        return atHome(() -> gate.pass(question));
    }

    /** Runs work where the link lives, and brings its answer back to where the caller lives. */
    private <T> Future<T> atHome(Supplier<Future<T>> work) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> answer = Promise.promise();
        home.runOnContext(go -> work.get().onComplete(done -> caller.runOnContext(back -> answer.handle(done))));
        return answer.future();
    }
}
