package io.ecompulse.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The deployed stage loses and doubles nothing. */
class AggregateIT extends DeployedAggregate {
    @Test
    void goesOnWhereItStoodAfterAStopAndAStart() {
        Aggregate first = deploy();
        journal.receive(sales(0, 250));
        awaitAllSettled();
        bench.await(first::close);

        journal.receive(sales(250, 250));
        Aggregate second = deploy();
        awaitAllSettled();

        assertThat(totals(Span.ALL).events()).isEqualTo(500);
        assertThat(totals(Span.ALL).orders()).isEqualTo(125);
        bench.await(second::close);
    }

    @Test
    void losesAndDoublesNothingWhenRedisRestartsAndForgetsUnderLoad() {
        Aggregate aggregate = deploy();
        for (int round = 0; round < 12; round++) {
            journal.receive(sales(round * 500, 500));
            if (round == 4) {
                bench.redis().stop();
                await().until(() -> journal.failures() > 0);
                assertThat(health.findings().get("redis").problem()).isNotNull();
            } else if (round == 6) {
                bench.redis().start();
            } else if (round == 9) {
                awaitAllSettled();
                bench.await(() -> bench.link().connect().recover(away -> io.vertx.core.Future.succeededFuture()));
                await().untilAsserted(() -> bench.send(Command.FLUSHALL));
            }
        }
        awaitAllSettled();

        assertThat(totals(Span.ALL).events()).isEqualTo(6_000);
        assertThat(totals(Span.ALL).orders()).isEqualTo(1_500);
        assertThat(totals(Span.ALL).revenue()).isEqualTo(Map.of("EUR", 165_000L));
        assertThat(totals(Span.ALL).visitors()).isEqualTo(7);
        assertThat(totals(Span.ALL).partial()).isFalse();
        assertThat(health.findings().get("redis").problem()).isNull();
        bench.await(aggregate::close);
    }

    @Test
    void countsAllAgainWhenRedisForgetsWhileNothingComesIn() {
        Aggregate aggregate = deploy();
        journal.receive(sales(0, 500));
        awaitAllSettled();
        BucketTotals before = totals(Span.ALL);
        assertThat(before.events()).isEqualTo(500);

        bench.send(Command.FLUSHALL);

        await().untilAsserted(() -> assertThat(totals(Span.ALL)).isEqualTo(before));
        assertThat(journal.rewinds()).isEqualTo(1);
        assertThat(journal.size()).isEqualTo(500);
        bench.await(aggregate::close);
    }

    @Test
    void countsAllAgainWhenRedisComesBackWithLessWhileNothingComesIn() throws IOException {
        Aggregate aggregate = deploy();
        journal.receive(sales(0, 250));
        awaitAllSettled();
        bench.redis().stop();
        Path older = bench.redis().copy();
        bench.redis().start();
        journal.receive(sales(250, 250));
        awaitAllSettled();
        BucketTotals before = totals(Span.ALL);
        assertThat(before.events()).isEqualTo(500);

        bench.redis().stop();
        bench.redis().putBack(older);
        bench.redis().start();

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(bench.settled(() -> reads.totals("dev", Span.ALL))
                                .result())
                        .isEqualTo(before));
        assertThat(journal.rewinds()).isEqualTo(1);
        bench.await(aggregate::close);
    }

    @Test
    void startsWithoutRedisAndCountsWhenItComes() {
        bench.redis().stop();
        journal.receive(sales(0, 100));
        Aggregate aggregate = deploy();
        assertThat(health.findings().get("redis").problem()).isNotNull();
        assertThat(health.isReady()).isTrue();

        bench.redis().start();
        awaitAllSettled();

        await().untilAsserted(() -> assertThat(totals(Span.ALL).events()).isEqualTo(100));
        bench.await(aggregate::close);
    }

    @Test
    void doesNotStartOnARedisThatMayEvict() {
        bench.send(Command.CONFIG, "SET", "maxmemory", "100mb");
        bench.send(Command.CONFIG, "SET", "maxmemory-policy", "allkeys-lru");
        Aggregate.Setup setup = new Aggregate.Setup(
                bench.config(), RedisBench.TOPIC, journal, new SimpleMeterRegistry(), health, System::nanoTime);

        assertThat(bench.settled(() -> Aggregate.deploy(bench.vertx(), setup)).cause())
                .isInstanceOf(RedisRefused.class);
    }

    @Test
    void showsTheOldNumbersUntilARebuildHasCaughtUpThenTheNewOnesAtOnce() {
        Aggregate aggregate = deploy();
        journal.receive(sales(0, 2_000));
        awaitAllSettled();
        RedisKeys keys = new RedisKeys("ecompulse", RedisBench.TOPIC);
        RedisKeys.Generation old = keys.generation(0, 0);
        bench.send(Command.DEL, old.bucket("dev", Grain.DAY, now.toEpochMilli())); // What a rebuild is good for.
        bench.send(Command.HINCRBY, old.total("dev"), "events", "5");
        List<Long> seen = new ArrayList<>();

        assertThat(bench.await(() -> Rebuild.begin(bench.link(), keys))).isEqualTo(1);
        assertThat(bench.await(() -> Rebuild.begin(bench.link(), keys))).isZero();
        assertThat(totals(Span.ALL).partial()).isTrue();
        await().until(() -> {
            seen.add(totals(Span.ALL).events());
            return !totals(Span.ALL).partial();
        });

        assertThat(seen).containsAnyOf(2_005L).allMatch(events -> events == 2_005 || events == 2_000);
        assertThat(totals(Span.ALL).events()).isEqualTo(2_000);
        assertThat(totals(new Span(now.minus(Duration.ofDays(1)), now.plusSeconds(1))).orders())
                .isEqualTo(500);
        await().until(() -> bench.send(Command.EXISTS, old.fence()).toInteger() == 0);
        assertThat(bench.send(Command.KEYS, old.prefix() + "*").stream().map(Object::toString))
                .noneMatch(key -> key.contains(":h:") || key.contains(":d:") || key.endsWith(":all"));
        journal.receive(sales(2_000, 100));
        awaitAllSettled();
        assertThat(totals(Span.ALL).events()).isEqualTo(2_100);
        bench.await(aggregate::close);
    }
}
