package io.ecompulse.aggregate;

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
    private final RedisKeys keys;
    private final AggregateConfig config;
    private final Delta delta;
    /** Every key and its number, counted from 1. */
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    private final List<byte[]> arguments = new ArrayList<>();

    DeltaArguments(RedisKeys keys, AggregateConfig config, Delta delta) {
        this.keys = keys;
        this.config = config;
        this.delta = delta;
        number(keys.fence(delta.partition()));
        number(keys.sources(delta.partition()));
        addHead();
        addCells();
        addOrders();
        addRecent();
    }

    /** @param script its text for EVAL, its digest for EVALSHA */
    Request request(Command command, String script) {
        Request request = Request.cmd(command).arg(script).arg(numbers.size());
        numbers.keySet().forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    private void addHead() {
        add(delta.start());
        add(delta.end());
        add(delta.first() ? 1 : 0);
        add(delta.rebuiltAt());
        add(config.namesMax());
        add(config.orderMemory().toMillis());
        add(config.recentMax());
        Set<String> sources = new LinkedHashSet<>();
        delta.cells().forEach(cell -> sources.add(cell.source()));
        add(sources.size());
        sources.forEach(this::add);
    }

    private void addCells() {
        add(delta.cells().size());
        for (Cell cell : delta.cells()) {
            addBuckets(cell);
            Map<String, Long> fixed = cell.fixed();
            add(fixed.size());
            fixed.forEach((field, amount) -> {
                add(field);
                add(amount);
            });
            List<Cell.Open> open = cell.open();
            add(open.size());
            open.forEach(this::add);
            add(cell.visitors());
            add(cell.sessions());
        }
    }

    private void addOrders() {
        add(delta.orders().size());
        delta.orders().forEach(this::add);
    }

    private void addBuckets(Cell cell) {
        add(Grain.values().length + 1L);
        for (Grain grain : Grain.values()) {
            long start = grain.floor(cell.minute());
            addBucket(keys.bucket(delta.partition(), cell.source(), grain, start));
            add(grain.expiry(start, config.retention()));
        }
        addBucket(keys.total(delta.partition(), cell.source()));
        add(0);
    }

    private void addBucket(String hash) {
        add(number(hash));
        number(hash + RedisKeys.VISITORS);
        number(hash + RedisKeys.SESSIONS);
    }

    private void addRecent() {
        add(delta.recent().size());
        delta.recent().forEach((source, events) -> {
            add(number(keys.recent(delta.partition(), source)));
            add(events.size());
            events.forEach(this::add);
        });
    }

    private void add(Cell.Open open) {
        add(open.field());
        add(open.overflow());
        add(open.amount());
    }

    private void add(Delta.Order order) {
        add(order.cell());
        arguments.add(order.id());
        add(number(keys.orders(delta.partition(), order.day())));
        add(number(keys.orders(delta.partition(), order.day() - 1)));
        add(number(keys.orders(delta.partition(), order.day() + 1)));
        add(order.units());
        add(order.revenue() == null ? new Cell.Open("", "", 0) : order.revenue());
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

    private int number(String key) {
        return numbers.computeIfAbsent(key, unseen -> numbers.size() + 1);
    }
}
