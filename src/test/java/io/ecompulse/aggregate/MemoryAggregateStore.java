package io.ecompulse.aggregate;

import io.ecompulse.aggregate.RedisKeys.Generation;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** The store in memory: what {@code apply.lua} does, in Java, without expiry. */
final class MemoryAggregateStore implements AggregateStore {
    private final AggregateConfig config;
    private final RedisKeys keys = new RedisKeys("memory", "events");
    private final Map<String, Map<String, Long>> tops = new HashMap<>();
    private final Map<Integer, MemoryVisits> visits = new HashMap<>();
    private final Map<Integer, Long> since = new HashMap<>();
    private final Map<Integer, Long> fences = new HashMap<>();
    private final Map<String, Map<String, Long>> buckets = new HashMap<>();
    private final Map<String, Set<Long>> people = new HashMap<>();
    private final Map<String, Set<String>> orders = new HashMap<>();
    private long rebuiltAt;

    MemoryAggregateStore(AggregateConfig config) {
        this.config = config;
    }

    @Override
    public Future<OptionalLong> position(int partition) {
        Long next = fences.get(partition);
        return Future.succeededFuture(next == null ? OptionalLong.empty() : OptionalLong.of(next));
    }

    @Override
    public Future<Void> rebuilding(int partition, long until) {
        rebuiltAt = until;
        return Future.succeededFuture();
    }

    @Override
    public Future<Verdict> apply(Delta delta) {
        Long next = fences.get(delta.partition());
        if (next == null && !delta.first()) {
            return Future.succeededFuture(new Verdict.Lost());
        }
        if (next != null && next != delta.start()) {
            return Future.succeededFuture(new Verdict.Refused(next));
        }
        fences.put(delta.partition(), delta.end());
        if (next == null && delta.rebuiltAt() > 0) {
            rebuiltAt = delta.rebuiltAt();
        }
        if (delta.since() > 0) {
            since.put(delta.partition(), delta.since());
        }
        Delta.Content content = delta.content();
        content.cells().forEach(cell -> add(cell, buckets(delta.partition(), cell)));
        content.orders().forEach(order -> addOrder(delta, order));
        content.visits().forEach(visit -> addVisit(delta, visit));
        return Future.succeededFuture(new Verdict.Applied());
    }

    Future<Void> flush() {
        flushAll();
        return Future.succeededFuture();
    }

    void flushAll() {
        fences.clear();
        buckets.clear();
        people.clear();
        tops.clear();
        visits.clear();
        since.clear();
        orders.clear();
    }

    /** The fields of a bucket, without the count of the open ones. */
    Map<String, Long> bucket(String key) {
        Map<String, Long> fields = new TreeMap<>(buckets.getOrDefault(key, Map.of()));
        fields.remove("open");
        return fields;
    }

    Map<String, Long> total(int partition, String channel) {
        return bucket(generation(partition).total(channel));
    }

    Map<String, Long> bucket(int partition, String channel, Grain grain, long at) {
        return bucket(generation(partition).bucket(channel, grain, grain.floor(at)));
    }

    /** How many distinct a set holds that stands beside a bucket. */
    long distinct(String set) {
        return people.getOrDefault(set, Set.of()).size();
    }

    long visitors(int partition, String channel) {
        return distinct(generation(partition).total(channel) + Generation.VISITORS);
    }

    long sessions(int partition, String channel) {
        return distinct(generation(partition).total(channel) + Generation.SESSIONS);
    }

    Map<String, Long> top(String bucket, TopKind kind) {
        return tops.getOrDefault(Generation.top(bucket, kind), Map.of());
    }

    long rebuiltAt() {
        return rebuiltAt;
    }

    long since(int partition) {
        return since.getOrDefault(partition, 0L);
    }

    Generation generation(int partition) {
        return keys.generation(partition, 0);
    }

    private Buckets buckets(int partition, Cell cell) {
        return new Buckets(generation(partition), cell.where(), config.retention());
    }

    private void add(Cell cell, Buckets buckets) {
        for (Buckets.Bucket bucket : buckets.all()) {
            cell.fixed().forEach((field, amount) -> add(bucket.key(), field, amount));
            cell.open().forEach(open -> addOpen(bucket.key(), open));
        }
        buckets.names(bucket -> bucket + Generation.VISITORS).forEach(set -> add(set, cell.visitors()));
        buckets.names(bucket -> bucket + Generation.SESSIONS).forEach(set -> add(set, cell.sessions()));
        cell.funnel()
                .forEach((step, visitors) -> buckets.coarseNames(bucket -> Generation.funnel(bucket, step))
                        .forEach(set -> add(set, visitors.toArray())));
        cell.tops().forEach((kind, counts) -> counts.forEach((name, count) -> addTop(buckets, kind, name, count[0])));
    }

    private void add(String set, long... hashes) {
        for (long hash : hashes) {
            people.computeIfAbsent(set, k -> new HashSet<>()).add(hash);
        }
    }

    private void addTop(Buckets buckets, TopKind kind, String name, long count) {
        buckets.listed(bucket -> Generation.top(bucket, kind))
                .forEach(
                        list -> tops.computeIfAbsent(list, k -> new HashMap<>()).merge(name, count, Long::sum));
    }

    private void addVisit(Delta delta, Visit visit) {
        long session = visits.computeIfAbsent(
                        delta.partition(),
                        k -> new MemoryVisits(config.sessions().silence().toSeconds()))
                .session(visit);
        for (int cell : visit.cells()) {
            buckets(delta.partition(), delta.content().cells().get(cell - 1))
                    .names(bucket -> bucket + Generation.SESSIONS)
                    .forEach(set -> add(set, session));
        }
    }

    private void addOrder(Delta delta, Delta.Order order) {
        int partition = delta.partition();
        String id = HexFormat.of().formatHex(order.id());
        boolean seen = isSeen(partition, order.day() - 1, id) || isSeen(partition, order.day() + 1, id);
        if (seen
                || !orders.computeIfAbsent(generation(partition).orders(order.day()), k -> new HashSet<>())
                        .add(id)) {
            return;
        }
        Buckets buckets = buckets(partition, delta.content().cells().get(order.cell() - 1));
        Purchase purchase = order.purchase();
        for (Buckets.Bucket bucket : buckets.all()) {
            add(bucket.key(), BucketField.ORDERS, 1);
            add(bucket.key(), BucketField.UNITS, purchase.units());
            purchase.amounts().forEach(amount -> addOpen(bucket.key(), amount));
        }
        purchase.bought().forEach(bought -> addTop(buckets, TopKind.PRODUCTS_BOUGHT, bought.name(), bought.count()));
    }

    private boolean isSeen(int partition, long day, String id) {
        return orders.getOrDefault(generation(partition).orders(day), Set.of()).contains(id);
    }

    private void addOpen(String hash, Cell.Open open) {
        Map<String, Long> fields = buckets.computeIfAbsent(hash, k -> new HashMap<>());
        boolean isNew = !open.field().equals(open.overflow()) && !fields.containsKey(open.field());
        if (isNew && fields.getOrDefault("open", 0L) >= config.namesMax()) {
            add(hash, open.overflow(), open.amount());
            return;
        }
        if (isNew) {
            add(hash, "open", 1);
        }
        add(hash, open.field(), open.amount());
    }

    private void add(String hash, String field, long amount) {
        Map<String, Long> fields = buckets.computeIfAbsent(hash, k -> new HashMap<>());
        long sum = fields.getOrDefault(field, 0L);
        try {
            fields.put(field, Math.addExact(sum, amount));
        } catch (ArithmeticException tooLarge) {
            fields.merge(BucketField.OVERFLOWS, 1L, Long::sum);
        }
    }
}
