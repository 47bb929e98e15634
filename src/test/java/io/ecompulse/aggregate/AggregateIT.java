package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.order;
import static io.ecompulse.aggregate.Shop.page;
import static io.ecompulse.aggregate.Shop.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.aggregate.Shop.Sale;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deployed stage and its readers, on real Redis, with a journal in memory. */
class AggregateIT {
    // Redis' own clock lets buckets end, so the shop sells now.
    private final Instant now = InstantSource.system().instant();
    private final Health health = new Health();

    private RedisBench bench;
    private MemoryJournal journal;
    private AggregateReads reads;

    @BeforeEach
    void start(@TempDir Path folder) {
        bench = new RedisBench(folder);
        journal = new MemoryJournal(bench.vertx());
        reads = AggregateReads.open(
                bench.vertx(),
                new AggregateReads.Setup(bench.config(), RedisBench.TOPIC, InstantSource.fixed(now), System::nanoTime));
    }

    @AfterEach
    void stop() {
        bench.await(reads::close);
        bench.close();
    }

    private Aggregate deploy() {
        Aggregate.Setup setup = new Aggregate.Setup(
                bench.config(), RedisBench.TOPIC, journal, new SimpleMeterRegistry(), health, System::nanoTime);
        return bench.await(() -> Aggregate.deploy(bench.vertx(), setup));
    }

    /** As many sales as asked, one in four an order; the number of the first tells them apart. */
    private List<Sale> sales(int first, int count) {
        List<Sale> sales = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            Sale sale = i % 4 == 0 ? order("o" + i, "EUR", "1.10") : page();
            sales.add(sale.by("v" + i % 7).at(now));
        }
        return sales;
    }

    private void awaitAllSettled() {
        await().atMost(Duration.ofSeconds(30)).until(() -> journal.settled() == journal.size());
    }

    private BucketTotals totals(Span span) {
        return bench.await(() -> reads.totals("dev", span));
    }

    @Test
    void countsExactlyWhatWasReceivedAndAnswersForAnySpan() {
        Aggregate aggregate = deploy();
        journal.receive(sales(0, 1_000));
        journal.receive(List.of(
                page().again().at(now),
                Shop.unreadable().at(now),
                page().in("other").at(now)));
        awaitAllSettled();

        Span minute = new Span(now, now.plusMillis(1));
        for (Span span : List.of(Span.ALL, minute, new Span(now.minus(Duration.ofDays(30)), now.plusSeconds(1)))) {
            BucketTotals totals = totals(span);
            assertThat(totals.events()).isEqualTo(1_000);
            assertThat(totals.byType()).isEqualTo(Map.of("page", 750L, "track", 250L));
            assertThat(totals.byName()).isEqualTo(Map.of("page", 750L, "Order Completed", 250L));
            assertThat(totals.orders()).isEqualTo(250);
            assertThat(totals.units()).isEqualTo(750);
            assertThat(totals.revenue()).isEqualTo(Map.of("EUR", 27_500L));
            assertThat(totals.duplicates()).isEqualTo(1);
            assertThat(totals.unreadable()).isEqualTo(1);
            assertThat(totals.visitors()).isEqualTo(7);
            assertThat(totals.sessions()).isEqualTo(7);
            assertThat(totals.accepted()).isEqualTo(1_002);
            assertThat(totals.stored()).isEqualTo(1_000);
            assertThat(totals.unaccounted()).isZero();
            assertThat(totals.partial()).isFalse();
        }
        assertThat(bench.await(() -> reads.totals(Selection.of(null), minute)).events())
                .isEqualTo(1_001);
        assertThat(bench.await(() -> reads.totals(Selection.of(null), minute)).visitors())
                .isEqualTo(8);
        assertThat(bench.await(() -> reads.totals("nobody", minute)).events()).isZero();
        assertThat(totals(new Span(now.minus(Duration.ofDays(500)), now)).partial())
                .isTrue();
        bench.await(aggregate::close);
    }

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
    void saysPartialFromTheMomentALossIsKnown() {
        AggregateStore store = bench.store(bench.config());
        bench.await(() -> store.rebuilding(3, 9));
        assertThat(totals(Span.ALL).partial()).isTrue();
        assertThat(bench.await(() -> store.position(3))).isEmpty();

        // Another process, which knows nothing of a loss, goes on.
        bench.await(() -> store.apply(new Delta(3, 0, 8, true, 0, 0, Delta.Content.NONE)));
        assertThat(totals(Span.ALL).partial()).isTrue();
        bench.await(() -> store.apply(new Delta(3, 8, 9, false, 0, 0, Delta.Content.NONE)));
        assertThat(totals(Span.ALL).partial()).isFalse();
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
    void saysPartialUntilARebuildReachesWhereItHadBeen() {
        AggregateStore store = bench.store(bench.config());
        bench.await(() -> store.apply(new Delta(3, 0, 5, true, 9, 0, Delta.Content.NONE)));
        assertThat(totals(Span.ALL).partial()).isTrue();

        bench.await(() -> store.apply(new Delta(3, 5, 9, false, 0, 0, Delta.Content.NONE)));
        assertThat(totals(Span.ALL).partial()).isFalse();

        bench.send(
                Command.DEL,
                new RedisKeys("ecompulse", RedisBench.TOPIC).generation(3, 0).fence());
        assertThat(totals(Span.ALL).partial()).isTrue();
    }

    @Test
    void listsTheLastEventsAndCountsOverTime() {
        Aggregate aggregate = deploy();
        journal.receive(sales(0, 8));
        journal.receive(List.of(page().in("other").at(now.plusSeconds(1))));
        awaitAllSettled();

        assertThat(bench.await(() -> reads.recent(null, 2)))
                .extracting(RecentEvent::source)
                .containsExactly("other", "dev");
        assertThat(bench.await(() -> reads.recent("dev", 99))).hasSize(8);
        Instant before = now.minus(Duration.ofHours(1));
        assertThat(series("events", before)).containsExactly(0L, 9L);
        assertThat(series("visitors", before)).containsExactly(0L, 8L);
        assertThat(series("revenue:EUR", before)).containsExactly(0L, 220L);
        assertThat(bench.await(() -> reads.series(
                        Selection.of(null),
                        SeriesMetric.of("events"),
                        Grain.MINUTE,
                        now.minus(Duration.ofDays(3)),
                        4_321)))
                .hasSize(4_321)
                .endsWith(9L);
        bench.await(aggregate::close);
    }

    @Test
    void ranksWhatWasNamedAndCountsTheFunnelOverAllPartitionsOfTime() {
        Aggregate aggregate = deploy();
        List<Sale> sales = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Sale view = track("Product Viewed", "\"product_id\":\"p" + i % 3 + "\"");
            sales.add(view.by("v" + i).at(now.minus(Duration.ofHours(i))));
        }
        sales.add(track("Product Added", "\"product_id\":\"p9\"").by("v1").at(now));
        sales.add(track("Product Viewed", "\"product_id\":\"p0\"").by("v1").at(now));
        sales.add(track("Order Completed", "\"order_id\":1,\"products\":[{\"sku\":\"p9\",\"quantity\":4}]")
                .by("v1")
                .at(now));
        journal.receive(sales);
        awaitAllSettled();

        Selection dev = Selection.of("dev");
        Span all = new Span(now.minus(Duration.ofDays(2)), now.plusMillis(1));
        for (Span span : List.of(Span.ALL, all)) {
            TopList viewed = bench.await(() -> reads.top(dev, TopKind.PRODUCTS_VIEWED, span, 2));
            assertThat(viewed.items()).containsExactly(new TopList.Item("p0", 11), new TopList.Item("p1", 10));
            assertThat(viewed.error()).isZero();
            Funnel funnel = bench.await(() -> reads.funnel(dev, span));
            assertThat(funnel.visitors())
                    .isEqualTo(Map.of(
                            FunnelStep.PRODUCT_VIEWED, 30L,
                            FunnelStep.PRODUCT_ADDED, 1L,
                            FunnelStep.CHECKOUT_STARTED, 0L,
                            FunnelStep.ORDER_COMPLETED, 1L));
        }
        assertThat(bench.await(() -> reads.top(dev, TopKind.PRODUCTS_BOUGHT, all, 2))
                        .items())
                .containsExactly(new TopList.Item("p9", 4));
        assertThat(bench.await(() -> reads.top(Selection.of("other"), TopKind.PAGES, all, 2))
                        .items())
                .isEmpty();
        bench.await(aggregate::close);
    }

    private List<Long> series(String metric, Instant from) {
        SeriesMetric known = SeriesMetric.of(metric);
        return bench.await(() -> reads.series(Selection.of(null), known, Grain.HOUR, from, 2));
    }
}
