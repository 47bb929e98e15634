package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.page;
import static io.ecompulse.aggregate.Shop.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.Shop.Sale;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                view.by("anna"), view.by("crawler").byBot(true), view.by("crawler").byBot(true)));
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
