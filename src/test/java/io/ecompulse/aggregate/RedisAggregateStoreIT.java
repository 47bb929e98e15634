package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.NOON;
import static io.ecompulse.aggregate.Shop.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisAggregateStoreIT extends AggregateStoreContract {
    private static RedisBench bench;

    private final RedisKeys.Generation keys = new RedisKeys("ecompulse", RedisBench.TOPIC).generation(0, 0);

    @BeforeAll
    static void start(@TempDir Path folder) {
        bench = new RedisBench(folder);
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @BeforeEach
    void empty() {
        flushAll();
    }

    @Override
    AggregateStore store(AggregateConfig config) {
        return bench.store(config);
    }

    @Override
    <T> T await(Supplier<Future<T>> call) {
        return bench.await(call);
    }

    @Override
    Map<String, Long> total(String source) {
        return bench.hash(keys.total(source));
    }

    @Override
    long visitors(String source) {
        return bench.send(Command.PFCOUNT, keys.total(source) + RedisKeys.Generation.VISITORS)
                .toLong();
    }

    @Override
    void flushAll() {
        bench.send(Command.FLUSHALL);
    }

    private Delta delta(AggregateConfig config, long start, Shop.Sale... sales) {
        Fold fold = new Fold(config, Shop::fails);
        long offset = start;
        for (Shop.Sale sale : sales) {
            fold.add(sale.record(offset++));
        }
        return new Delta(0, start, offset, start == 0, start == 0 ? 7 : 0, 0, fold.content());
    }

    @Test
    void runsAgainAfterRedisForgotTheScript() {
        AggregateConfig config = bench.config();
        await(() -> bench.store(config).apply(delta(config, 0, page())));
        bench.send(Command.SCRIPT, "FLUSH");

        await(() -> bench.store(config).apply(delta(config, 1, page())));

        assertThat(total("dev")).containsEntry("events", 2L);
    }

    @Test
    void letsEveryBucketEndButTheTotalAndTheFence() {
        // Redis' clock is the machine's: ends must lie in its future, whatever NOON is.
        AggregateConfig config = bench.config(
                "aggregate.minute.retention=3000d", "aggregate.hour.retention=3001d", "aggregate.day.retention=3002d");
        await(() -> bench.store(config).apply(delta(config, 0, page())));

        long at = NOON.toEpochMilli();
        for (Grain grain : Grain.values()) {
            String key = keys.bucket("dev", grain, grain.floor(at));
            long end = grain.expiry(grain.floor(at), config.retention());
            for (String each : List.of(key, key + RedisKeys.Generation.VISITORS)) {
                long left = bench.send(Command.PTTL, each).toLong();
                assertThat(end - left - System.currentTimeMillis()).as(each).isBetween(-5_000L, 5_000L);
            }
        }
        assertThat(bench.send(Command.PTTL, keys.total("dev")).toLong()).isEqualTo(-1);
        assertThat(bench.send(Command.PTTL, keys.fence()).toLong()).isEqualTo(-1);
        assertThat(bench.send(Command.PTTL, keys.channels()).toLong()).isEqualTo(-1);
    }

    @Test
    void keepsNothingOfABucketWhoseTimeIsOver() {
        AggregateConfig config = bench.config();
        java.time.Instant longAgo = java.time.Instant.parse("2020-01-01T00:00:00Z");

        await(() -> bench.store(config)
                .apply(delta(config, 0, Shop.order("1", "EUR", "1").at(longAgo))));

        assertThat(bench.send(Command.KEYS, "*:b:*").stream().map(Object::toString))
                .containsExactlyInAnyOrder(
                        keys.total("dev"),
                        keys.total("dev") + RedisKeys.Generation.VISITORS,
                        keys.total("dev") + RedisKeys.Generation.SESSIONS,
                        RedisKeys.Generation.funnel(keys.total("dev"), FunnelStep.ORDER_COMPLETED));
        assertThat(total("dev")).containsEntry("orders", 1L);
    }

    @Test
    void remembersOrderIdsForTheirTimeOnly() {
        AggregateConfig config = bench.config("aggregate.order.memory=50h");

        await(() -> bench.store(config).apply(delta(config, 0, Shop.order("1", "EUR", "1"))));

        String key = keys.orders(Math.floorDiv(NOON.toEpochMilli(), Grain.DAY.millis()));
        assertThat(bench.send(Command.PTTL, key).toLong()).isBetween(49 * 3_600_000L, 50 * 3_600_000L);
    }

    @Test
    void putsEveryKeyOfAPartitionIntoOneSlotAndUnderTheLayout() {
        AggregateConfig config = bench.config();
        await(() -> bench.store(config).apply(delta(config, 0, page(), Shop.order("1", "EUR", "1"))));

        assertThat(bench.send(Command.KEYS, "*").stream().map(Object::toString))
                .allSatisfy(key -> assertThat(key).matches("ecompulse:2:(\\{events-0}:.+|events:partitions)"));
    }

    @Test
    void keepsTheLastEventsNewestFirst() {
        AggregateConfig config = bench.config("aggregate.recent.max=2");
        await(() -> bench.store(config).apply(delta(config, 0, page())));
        await(() -> bench.store(config).apply(delta(config, 1, page(), page())));

        assertThat(bench.send(Command.LRANGE, keys.recent("dev"), "0", "-1").stream()
                        .map(Object::toString)
                        .map(RecentEvent::parse)
                        .map(RecentEvent::id))
                .containsExactly("m2", "m1");
    }

    @Test
    void changesNothingWhenRedisIsOutOfMemory() {
        AggregateConfig config = bench.config();
        await(() -> bench.store(config).apply(delta(config, 0, page())));
        bench.send(Command.CONFIG, "SET", "maxmemory", "1");
        try {
            assertThat(bench.settled(() -> bench.store(config).apply(delta(config, 1, page())))
                            .cause())
                    .hasMessageContaining("OOM");
        } finally {
            bench.send(Command.CONFIG, "SET", "maxmemory", "0");
        }

        assertThat(total("dev")).containsEntry("events", 1L);
        await(() -> bench.store(config).apply(delta(config, 1, page())));
        assertThat(total("dev")).containsEntry("events", 2L);
    }
}
