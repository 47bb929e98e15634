package io.ecompulse.aggregate;

import io.ecompulse.aggregate.RedisKeys.Generation;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a delta as the keys and arguments that {@code apply.lua} reads; the two are one format. */
final class DeltaArguments {
    private static final int VISIT_BYTES = 29;

    private final Generation keys;
    private final AggregateConfig config;
    private final Delta delta;
    /** Every key and its number, counted from 1. */
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    private final List<byte[]> arguments = new ArrayList<>();

    /** @param pointer the key that says which generation is written */
    DeltaArguments(String pointer, Generation keys, AggregateConfig config, Delta delta) {
        this.keys = keys;
        this.config = config;
        this.delta = delta;
        number(pointer);
        number(keys.fence());
        number(keys.channels());
        number(keys.visitsNow());
        number(keys.visitsBefore());
        addHead();
        addCells();
        addOrders();
        addVisits();
        addRecent();
    }

    /** @param script its text for EVAL, its digest for EVALSHA */
    Request request(Command command, String script) {
        Request request = Request.cmd(command).arg(script).arg(numbers.size());
        numbers.keySet().forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    /** How many keys and arguments there are. */
    int size() {
        return numbers.size() + arguments.size();
    }

    private void addHead() {
        add(delta.start());
        add(delta.end());
        add(delta.first() ? 1 : 0);
        add(delta.rebuiltAt());
        add(delta.since());
        add(keys.number());
        add(config.namesMax());
        add(config.topMax());
        add(config.orderMemory().toMillis());
        add(config.recentMax());
        add(config.sessions().silence().toSeconds());
        add(config.sessions().visitorsMax());
        Set<String> channels = new LinkedHashSet<>();
        delta.content()
                .cells()
                .forEach(cell -> channels.add(cell.where().channel().id()));
        add(channels.size());
        channels.forEach(this::add);
    }

    private void addCells() {
        add(delta.content().cells().size());
        Set<Integer> visited = new LinkedHashSet<>();
        delta.content().visits().forEach(visit -> visited.addAll(visit.cells()));
        Set<Integer> buying = new LinkedHashSet<>();
        delta.content().orders().forEach(order -> buying.add(order.cell()));
        for (Cell cell : delta.content().cells()) {
            Buckets buckets = new Buckets(keys, cell.where(), config.retention());
            addBuckets(buckets);
            addFields(cell, buckets);
            addSets(cell, buckets, visited.contains(cell.number()));
            addTops(cell, buckets, buying.contains(cell.number()));
        }
    }

    private void addBuckets(Buckets buckets) {
        add(buckets.all().size());
        for (Buckets.Bucket bucket : buckets.all()) {
            add(number(bucket.key()));
            add(bucket.expiry());
        }
        add(buckets.coarse() + 1L);
    }

    private void addFields(Cell cell, Buckets buckets) {
        Map<String, Long> fixed = cell.fixed();
        add(fixed.size());
        fixed.forEach((field, amount) -> {
            add(field);
            add(amount);
            add(series(buckets, field));
        });
        List<Cell.Open> open = cell.open();
        add(open.size());
        open.forEach(each -> add(each, 0));
        add(buckets.minuteOfDay());
        add(buckets.seriesExpiry());
    }

    /** The number of the string that holds the field by minute, 0 when there is none. */
    private long series(Buckets buckets, String field) {
        String key = buckets.series(field);
        return key == null ? 0 : number(key);
    }

    private void addSets(Cell cell, Buckets buckets, boolean visited) {
        long[] visitors = cell.visitors();
        addKeys(visitors.length > 0, buckets.names(bucket -> bucket + Generation.VISITORS));
        add(visitors.length == 0 ? 0 : series(buckets, MinuteSeries.VISITORS));
        add(visitors);
        long[] sessions = cell.sessions();
        boolean any = visited || sessions.length > 0;
        addKeys(any, buckets.names(bucket -> bucket + Generation.SESSIONS));
        add(any ? series(buckets, MinuteSeries.SESSIONS) : 0);
        add(sessions);
        add(cell.funnel().size());
        cell.funnel().forEach((step, people) -> {
            addKeys(true, buckets.coarseNames(bucket -> Generation.funnel(bucket, step)));
            add(people.toArray());
        });
    }

    private void addTops(Cell cell, Buckets buckets, boolean buying) {
        add(cell.tops().size());
        cell.tops().forEach((kind, counts) -> {
            addTop(true, buckets, kind);
            add(counts.size());
            counts.forEach((name, count) -> {
                add(name);
                add(count[0]);
            });
        });
        addTop(buying, buckets, TopKind.PRODUCTS_BOUGHT);
    }

    private void addTop(boolean used, Buckets buckets, TopKind kind) {
        addKeys(used, buckets.listed(bucket -> Generation.top(bucket, kind)));
        add(BucketField.CUT + kind.letters());
    }

    private void addOrders() {
        add(delta.content().orders().size());
        for (Delta.Order order : delta.content().orders()) {
            Cell cell = delta.content().cells().get(order.cell() - 1);
            Buckets buckets = new Buckets(keys, cell.where(), config.retention());
            add(order.cell());
            arguments.add(order.id());
            add(number(keys.orders(order.day())));
            add(number(keys.orders(order.day() - 1)));
            add(number(keys.orders(order.day() + 1)));
            Purchase purchase = order.purchase();
            add(purchase.amounts().size() + 2L);
            add(sure(BucketField.ORDERS, 1), series(buckets, BucketField.ORDERS));
            add(sure(BucketField.UNITS, purchase.units()), series(buckets, BucketField.UNITS));
            purchase.amounts().forEach(amount -> add(amount, series(buckets, amount.field())));
            add(purchase.bought().size());
            for (Interest bought : purchase.bought()) {
                add(bought.name());
                add(bought.count());
            }
        }
    }

    private static Cell.Open sure(String field, long amount) {
        return new Cell.Open(field, field, amount);
    }

    private void addVisits() {
        add(delta.content().visits().size());
        for (Visit visit : delta.content().visits()) {
            ByteBuffer bytes = ByteBuffer.allocate(
                            VISIT_BYTES + Integer.BYTES * visit.cells().size())
                    .putLong(visit.visitor())
                    .putLong(visit.session())
                    .put((byte) (visit.named() ? 1 : 0))
                    .putInt((int) visit.window())
                    .putInt((int) visit.first())
                    .putInt((int) visit.last());
            visit.cells().forEach(bytes::putInt);
            arguments.add(bytes.array());
        }
    }

    private void addRecent() {
        add(delta.content().recent().size());
        delta.content().recent().forEach((source, events) -> {
            add(number(keys.recent(source)));
            add(events.size());
            events.forEach(this::add);
        });
    }

    private void add(Cell.Open open, long series) {
        add(open.field());
        add(open.overflow());
        add(open.amount());
        add(series);
    }

    private void add(long[] hashes) {
        add(hashes.length);
        for (long hash : hashes) {
            arguments.add(ByteBuffer.allocate(Long.BYTES).putLong(hash).array());
        }
    }

    private void add(long number) {
        arguments.add(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    private void add(String text) {
        arguments.add(text.getBytes(StandardCharsets.UTF_8));
    }

    private void addKeys(boolean used, List<String> names) {
        add(used ? names.size() : 0);
        if (used) {
            names.forEach(name -> add(number(name)));
        }
    }

    private int number(String key) {
        Integer known = numbers.get(key);
        if (known == null) {
            known = numbers.size() + 1;
            numbers.put(key, known);
        }
        return known;
    }
}
