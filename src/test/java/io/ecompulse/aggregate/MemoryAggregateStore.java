package io.ecompulse.aggregate;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** The store in memory: what {@code apply.lua} does, in Java, without expiry. */
final class MemoryAggregateStore implements AggregateStore {
    private final AggregateConfig config;
    private final RedisKeys keys = new RedisKeys("memory", "events");
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
        delta.cells().forEach(cell -> add(cell, hashes(delta.partition(), cell)));
        delta.orders().forEach(order -> addOrder(delta, order));
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
        orders.clear();
    }

    /** The fields of a bucket, without the count of the open ones. */
    Map<String, Long> bucket(String key) {
        Map<String, Long> fields = new TreeMap<>(buckets.getOrDefault(key, Map.of()));
        fields.remove("open");
        return fields;
    }

    Map<String, Long> total(int partition, String source) {
        return bucket(keys.total(partition, source));
    }

    Map<String, Long> bucket(int partition, String source, Grain grain, long at) {
        return bucket(keys.bucket(partition, source, grain, grain.floor(at)));
    }

    long visitors(int partition, String source) {
        return people.getOrDefault(keys.total(partition, source) + RedisKeys.VISITORS, Set.of())
                .size();
    }

    long sessions(int partition, String source) {
        return people.getOrDefault(keys.total(partition, source) + RedisKeys.SESSIONS, Set.of())
                .size();
    }

    long rebuiltAt() {
        return rebuiltAt;
    }

    private List<String> hashes(int partition, Cell cell) {
        return List.of(
                keys.bucket(partition, cell.source(), Grain.MINUTE, Grain.MINUTE.floor(cell.minute())),
                keys.bucket(partition, cell.source(), Grain.HOUR, Grain.HOUR.floor(cell.minute())),
                keys.bucket(partition, cell.source(), Grain.DAY, Grain.DAY.floor(cell.minute())),
                keys.total(partition, cell.source()));
    }

    private void add(Cell cell, List<String> hashes) {
        for (String hash : hashes) {
            cell.fixed().forEach((field, amount) -> add(hash, field, amount));
            cell.open().forEach(open -> addOpen(hash, open));
            for (long visitor : cell.visitors()) {
                people.computeIfAbsent(hash + RedisKeys.VISITORS, k -> new HashSet<>())
                        .add(visitor);
            }
            for (long session : cell.sessions()) {
                people.computeIfAbsent(hash + RedisKeys.SESSIONS, k -> new HashSet<>())
                        .add(session);
            }
        }
    }

    private void addOrder(Delta delta, Delta.Order order) {
        int partition = delta.partition();
        String id = HexFormat.of().formatHex(order.id());
        boolean seen = isSeen(partition, order.day() - 1, id) || isSeen(partition, order.day() + 1, id);
        if (seen
                || !orders.computeIfAbsent(keys.orders(partition, order.day()), k -> new HashSet<>())
                        .add(id)) {
            return;
        }
        for (String hash : hashes(partition, delta.cells().get(order.cell() - 1))) {
            add(hash, BucketField.ORDERS, 1);
            add(hash, BucketField.UNITS, order.units());
            if (order.revenue() != null) {
                addOpen(hash, order.revenue());
            }
        }
    }

    private boolean isSeen(int partition, long day, String id) {
        return orders.getOrDefault(keys.orders(partition, day), Set.of()).contains(id);
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
