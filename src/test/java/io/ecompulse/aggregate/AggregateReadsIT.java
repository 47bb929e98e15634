package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.page;
import static io.ecompulse.aggregate.Shop.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.aggregate.Shop.Sale;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is read is what was counted. */
class AggregateReadsIT extends DeployedAggregate {
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
    void aCancelledRebuildLeavesTheShownNumbersAndItsOwnNumberIsNeverUsedAgain() {
        AggregateStore store = bench.store(bench.config());
        RedisKeys keys = new RedisKeys("ecompulse", RedisBench.TOPIC);
        bench.await(() -> store.apply(new Delta(3, 0, 5, true, 0, 0, Delta.Content.NONE)));
        assertThat(bench.await(() -> Rebuild.cancel(bench.link(), keys))).isZero();
        assertThat(bench.await(() -> Rebuild.begin(bench.link(), keys))).isEqualTo(1);
        assertThat(bench.await(() -> store.position(3))).isEmpty();
        bench.await(() -> store.apply(new Delta(3, 0, 2, true, 5, 0, Delta.Content.NONE)));
        assertThat(totals(Span.ALL).partial()).isTrue();

        assertThat(bench.await(() -> Rebuild.cancel(bench.link(), keys))).isEqualTo(1);

        assertThat(bench.await(() -> Rebuild.begin(bench.link(), keys)))
                .as("while the cancelled one is there")
                .isZero();
        assertThat(bench.await(() -> store.apply(new Delta(3, 2, 3, false, 0, 0, Delta.Content.NONE))))
                .isEqualTo(new AggregateStore.Verdict.Moved());
        assertThat(bench.await(() -> store.position(3))).hasValue(5);
        assertThat(totals(Span.ALL).partial()).isFalse();
        await().until(() ->
                bench.send(Command.HEXISTS, keys.pointer(3), "replaced").toInteger() == 0);
        assertThat(bench.send(Command.EXISTS, keys.generation(3, 1).fence()).toInteger())
                .isZero();
        assertThat(bench.await(() -> Rebuild.begin(bench.link(), keys))).isEqualTo(1);
        assertThat(bench.send(Command.HGET, keys.pointer(3), "building")).hasToString("2");
    }

    @Test
    void aRebuildWouldLoseWhatTheJournalNoLongerHolds() {
        AggregateStore store = bench.store(bench.config());
        RedisKeys keys = new RedisKeys("ecompulse", RedisBench.TOPIC);
        bench.await(() -> store.apply(new Delta(1, 0, 5, true, 0, 0, Delta.Content.NONE)));
        bench.await(() -> store.apply(new Delta(2, 0, 5, true, 0, 1_000, Delta.Content.NONE)));

        assertThat(losses(keys, Map.of())).isEmpty();
        assertThat(losses(keys, Map.of(1, 7L))).containsExactly(1);
        assertThat(losses(keys, Map.of(2, 1_000L))).isEmpty();
        assertThat(losses(keys, Map.of(2, 1_001L))).containsExactly(2);
    }

    private List<Integer> losses(RedisKeys keys, Map<Integer, Long> oldest) {
        return bench.await(() -> Rebuild.losses(bench.link(), keys, oldest));
    }

    @Test
    void saysByHowMuchAnEntryOfACutListMayBeTooSmall() {
        AggregateConfig config = bench.config("aggregate.top.max=10");
        AggregateStore store = bench.store(config);
        Map<String, Long> truth = new TreeMap<>();
        for (int delta = 0; delta < 3; delta++) {
            Fold fold = new Fold(config, Shop::fails);
            for (int product = 0; product < 40; product++) {
                for (int view = 0; view <= (product + 17 * delta) % 40; view++) {
                    truth.merge("p" + product, 1L, Long::sum);
                    fold.add(track("Product Viewed", "\"product_id\":\"p" + product + "\"")
                            .at(now)
                            .record(delta));
                }
            }
            int start = delta;
            bench.await(() -> store.apply(new Delta(0, start, start + 1, start == 0, 0, 0, fold.content())));
        }

        TopList list = bench.await(() -> reads.top(Selection.of("dev"), TopKind.PRODUCTS_VIEWED, Span.ALL, 10));

        assertThat(list.error()).isPositive();
        assertThat(list.items())
                .hasSize(10)
                .allSatisfy(item -> assertThat(item.count())
                        .isBetween(truth.get(item.name()) - list.error(), truth.get(item.name())));
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

    @Test
    void leavesBotsOutOrCountsThemAlone() {
        Aggregate aggregate = deploy();
        Sale view = track("Product Viewed", "\"product_id\":\"p1\"").at(now);
        journal.receive(List.of(
                view.by("anna"),
                view.by("crawler").byBot(true),
                view.by("crawler").byBot(true)));
        awaitAllSettled();

        Span hour = new Span(now.minus(Duration.ofHours(1)), now.plusMillis(1));
        Map<Bots, Long> events = Map.of(Bots.INCLUDE, 3L, Bots.EXCLUDE, 1L, Bots.ONLY, 2L);
        Map<Bots, Long> visitors = Map.of(Bots.INCLUDE, 2L, Bots.EXCLUDE, 1L, Bots.ONLY, 1L);
        for (Bots bots : Bots.values()) {
            Selection selection = new Selection("dev", bots);
            BucketTotals totals = bench.await(() -> reads.totals(selection, hour));
            assertThat(totals.events()).isEqualTo(events.get(bots));
            assertThat(totals.visitors()).isEqualTo(visitors.get(bots));
            assertThat(bench.await(() -> reads.funnel(selection, hour)).visitors())
                    .containsEntry(FunnelStep.PRODUCT_VIEWED, visitors.get(bots));
            assertThat(bench.await(() -> reads.top(selection, TopKind.PRODUCTS_VIEWED, hour, 5))
                            .items())
                    .containsExactly(new TopList.Item("p1", events.get(bots)));
            assertThat(bench.await(() -> reads.series(selection, SeriesMetric.of("events"), Grain.MINUTE, now, 1)))
                    .containsExactly(events.get(bots));
        }
        bench.await(aggregate::close);
    }

    private List<Long> series(String metric, Instant from) {
        SeriesMetric known = SeriesMetric.of(metric);
        return bench.await(() -> reads.series(Selection.of(null), known, Grain.HOUR, from, 2));
    }
}
