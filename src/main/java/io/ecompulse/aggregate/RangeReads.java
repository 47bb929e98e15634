package io.ecompulse.aggregate;

import io.ecompulse.aggregate.AggregateConfig.Retention;
import io.ecompulse.aggregate.Partitions.Partition;
import io.ecompulse.aggregate.RangePlan.Bucket;
import io.ecompulse.aggregate.RedisKeys.Generation;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sums the buckets of a span over all partitions. */
final class RangeReads {
    /** Entries of top lists that one question takes in; with more lists than that allows whole, each is read less deep. */
    private static final int ENTRIES_MAX = 200_000;

    private final RedisLink link;
    private final AggregateConfig config;
    private final InstantSource clock;

    /** What a question reads: the buckets of each partition and source, and what is true of all. */
    private record Plan(@Nullable RangePlan range, boolean partial, List<List<String>> groups) {
        @Nullable
        Instant from() {
            return range == null ? null : Instant.ofEpochMilli(range.from());
        }

        @Nullable
        Instant to() {
            return range == null ? null : Instant.ofEpochMilli(range.to());
        }

        List<String> buckets() {
            return groups.stream().flatMap(List::stream).toList();
        }
    }

    RangeReads(RedisLink link, AggregateConfig config, InstantSource clock) {
        this.link = link;
        this.config = config;
        this.clock = clock;
    }

    Future<BucketTotals> totals(Partitions partitions, Selection selection, Span span) {
        Plan plan = plan(partitions, selection, range(span, config.retention()));
        List<Request> hashes = plan.buckets().stream()
                .map(bucket -> Request.cmd(Command.HGETALL, bucket))
                .toList();
        return link.sendAll(hashes)
                .compose(sums -> distinct(plan, Generation.VISITORS)
                        .compose(visitors -> distinct(plan, Generation.SESSIONS)
                                .map(sessions -> new BucketTotals(
                                        plan.from(), plan.to(), merged(sums), visitors, sessions, plan.partial()))));
    }

    Future<Funnel> funnel(Partitions partitions, Selection selection, Span span) {
        Plan plan = plan(partitions, selection, range(span, config.retention().coarse()));
        SortedMap<FunnelStep, Long> visitors = new TreeMap<>();
        Future<?> steps = Future.succeededFuture();
        for (FunnelStep step : FunnelStep.values()) {
            steps = steps.compose(before -> distinct(plan, Generation.funnel("", step)))
                    .onSuccess(people -> visitors.put(step, people));
        }
        return steps.map(all -> new Funnel(plan.from(), plan.to(), visitors, plan.partial()));
    }

    Future<TopList> top(Partitions partitions, Selection selection, TopKind kind, Span span, int limit) {
        boolean all = span.from() == null;
        Span kept = all ? new Span(Instant.EPOCH, clock.instant().plus(config.tolerance())) : span;
        Plan plan = plan(partitions, selection, range(kept, config.retention().coarse()));
        List<String> buckets = plan.buckets();
        int whole = 2 * config.topMax();
        int depth = buckets.isEmpty() ? whole : Math.max(limit, Math.min(whole, ENTRIES_MAX / buckets.size()));
        List<Request> requests = new ArrayList<>();
        for (String bucket : buckets) {
            requests.add(Request.cmd(Command.ZRANGE)
                    .arg(Generation.top(bucket, kind))
                    .arg(0)
                    .arg(depth - 1)
                    .arg("REV")
                    .arg("WITHSCORES"));
            requests.add(Request.cmd(Command.HGET, bucket, BucketField.CUT + kind.letters()));
        }
        return link.sendAll(requests).map(answers -> {
            Ranking ranking = new Ranking(depth, depth < whole);
            for (int i = 0; i < answers.size(); i += 2) {
                ranking.add(answers.get(i), answers.get(i + 1));
            }
            boolean partial = all ? !partitions.areWhole(null) : plan.partial();
            return new TopList(
                    all ? null : plan.from(), all ? null : plan.to(), ranking.best(limit), ranking.error, partial);
        });
    }

    /** Adds lists up. */
    private static final class Ranking {
        private final int depth;
        private final boolean shallow;
        private final Map<String, Long> counts = new HashMap<>();
        private long error;

        Ranking(int depth, boolean shallow) {
            this.depth = depth;
            this.shallow = shallow;
        }

        void add(@Nullable Response list, @Nullable Response cut) {
            List<String> pairs = Partitions.texts(list);
            long last = 0;
            for (int i = 0; i + 1 < pairs.size(); i += 2) {
                last = (long) Double.parseDouble(pairs.get(i + 1));
                counts.merge(pairs.get(i), last, Long::sum);
            }
            // What was cut away while counting, and what stands too deep to have been read.
            error += cut == null ? 0 : cut.toLong();
            error += shallow && pairs.size() == 2 * depth ? last : 0;
        }

        List<TopList.Item> best(int limit) {
            return counts.entrySet().stream()
                    .map(count -> new TopList.Item(count.getKey(), count.getValue()))
                    .sorted(Comparator.comparingLong(TopList.Item::count)
                            .reversed()
                            .thenComparing(TopList.Item::name))
                    .limit(limit)
                    .toList();
        }
    }

    private @Nullable RangePlan range(Span span, Retention retention) {
        return span.from() == null || span.to() == null
                ? null
                : RangePlan.of(span.from().toEpochMilli(), span.to().toEpochMilli(), clock.millis(), retention);
    }

    private static Plan plan(Partitions partitions, Selection selection, @Nullable RangePlan range) {
        List<List<String>> groups = new ArrayList<>();
        for (Partition partition : partitions.all()) {
            Map<String, List<String>> bySource = new LinkedHashMap<>();
            for (Channel channel : partition.channels()) {
                if (selection.takes(channel)) {
                    bySource.computeIfAbsent(channel.source(), unseen -> new ArrayList<>())
                            .addAll(buckets(partition.keys(), channel, range));
                }
            }
            bySource.values().stream().filter(group -> !group.isEmpty()).forEach(groups::add);
        }
        boolean whole = partitions.areWhole(range == null ? null : range.from());
        return new Plan(range, !whole || (range != null && !range.isWhole()), groups);
    }

    private static List<String> buckets(Generation keys, Channel channel, @Nullable RangePlan range) {
        List<String> names = new ArrayList<>();
        if (range == null) {
            names.add(keys.total(channel.id()));
        } else {
            for (Bucket bucket : range.buckets()) {
                names.add(keys.bucket(channel.id(), bucket.grain(), bucket.start()));
            }
        }
        return names;
    }

    /**
     * Counts the union of each partition's and source's buckets, in one command: all of them lie in its slot. A visitor or
     * session belongs to one source and one partition, so the counts add up.
     */
    private Future<Long> distinct(Plan plan, String suffix) {
        List<Request> requests = new ArrayList<>();
        for (List<String> group : plan.groups()) {
            Request request = Request.cmd(Command.PFCOUNT);
            group.forEach(bucket -> request.arg(bucket + suffix));
            requests.add(request);
        }
        return link.sendAll(requests)
                .map(counts -> counts.stream()
                        .filter(Objects::nonNull)
                        .mapToLong(Response::toLong)
                        .sum());
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
}
