package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.NOON;
import static io.ecompulse.aggregate.Shop.order;
import static io.ecompulse.aggregate.Shop.page;
import static io.ecompulse.aggregate.Shop.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.AggregateStore.Verdict;
import io.ecompulse.aggregate.Shop.Sale;
import io.ecompulse.event.Money;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What every store promises. */
abstract class AggregateStoreContract {
    private static final Verdict APPLIED = new Verdict.Applied();

    private final AggregateConfig config = Shop.config("aggregate.names.max=3");

    abstract AggregateStore store(AggregateConfig config);

    abstract <T> T await(Supplier<Future<T>> call);

    /** The fields of a source's bucket of all time. */
    abstract Map<String, Long> total(String source);

    abstract long visitors(String source);

    abstract void flushAll();

    private Delta delta(long start, boolean first, Sale... sales) {
        Fold fold = new Fold(config, Shop::fails);
        long offset = start;
        for (Sale sale : sales) {
            fold.add(sale.record(offset++));
        }
        return new Delta(0, start, offset, first, 0, 0, fold.content());
    }

    private Verdict apply(AggregateStore store, Delta delta) {
        return await(() -> store.apply(delta));
    }

    @Test
    void standsNowhereUntilTheFirstDelta() {
        AggregateStore store = store(config);

        assertThat(await(() -> store.position(0))).isEqualTo(OptionalLong.empty());
        assertThat(apply(store, delta(5, true, page()))).isEqualTo(APPLIED);
        assertThat(await(() -> store.position(0))).isEqualTo(OptionalLong.of(6));
        assertThat(await(() -> store.position(1))).isEqualTo(OptionalLong.empty());
    }

    @Test
    void refusesAReplayAGapAndAZombieAndChangesNothing() {
        AggregateStore store = store(config);
        apply(store, delta(0, true, page(), page()));

        assertThat(apply(store, delta(0, true, page(), page()))).isEqualTo(new Verdict.Refused(2));
        assertThat(apply(store, delta(0, false, page()))).isEqualTo(new Verdict.Refused(2));
        assertThat(apply(store, delta(1, false, page(), page()))).isEqualTo(new Verdict.Refused(2));
        assertThat(apply(store, delta(3, false, page()))).isEqualTo(new Verdict.Refused(2));

        assertThat(total("dev")).containsEntry("events", 2L);
        assertThat(await(() -> store.position(0))).isEqualTo(OptionalLong.of(2));
    }

    @Test
    void tellsPositionsApartBeyondWhatADoubleHolds() {
        AggregateStore store = store(config);
        long far = 1L << 53;
        apply(store, delta(far - 1, true, page()));

        assertThat(apply(store, delta(far + 1, false, page()))).isEqualTo(new Verdict.Refused(far));
        assertThat(apply(store, delta(far, false, page()))).isEqualTo(APPLIED);
        assertThat(await(() -> store.position(0))).isEqualTo(OptionalLong.of(far + 1));
    }

    @Test
    void saysThatItLostItsNumbersUnlessTheCallerBeginsAnew() {
        AggregateStore store = store(config);
        apply(store, delta(0, true, page()));
        flushAll();

        assertThat(apply(store, delta(1, false, page()))).isEqualTo(new Verdict.Lost());
        assertThat(total("dev")).isEmpty();
        assertThat(apply(store, delta(0, true, page()))).isEqualTo(APPLIED);
    }

    @Test
    void countsAnOrderOnceWhateverBatchHourOrAmountItComesWith() {
        AggregateStore store = store(config);
        Sale order = order("o1", "EUR", "10.00");

        apply(store, delta(0, true, order, order("o1", "EUR", "99"), order("o2", "JPY", "500")));
        apply(store, delta(3, false, order.at(NOON.plus(Duration.ofHours(20))), order.in("other")));

        assertThat(total("dev"))
                .containsEntry("name:Order Completed", 4L)
                .containsEntry("orders", 2L)
                .containsEntry("units", 6L)
                .containsEntry("revenue:EUR", 1000L)
                .containsEntry("revenue:JPY", 500L);
        assertThat(total("other")).containsEntry("orders", 1L);
    }

    @Test
    void countsTheOrderThatCameFirstEvenIfItsMinuteCameLaterInTheBatch() {
        AggregateStore store = store(config);
        Sale other = order("o2", "EUR", "1").at(NOON.plusSeconds(60));

        apply(
                store,
                delta(
                        0,
                        true,
                        other,
                        order("o1", "EUR", "3"),
                        order("o1", "EUR", "4").at(NOON.plusSeconds(60))));

        assertThat(total("dev")).containsEntry("revenue:EUR", 400L).containsEntry("orders", 2L);
    }

    @Test
    void recognizesAnOrderOfTheDayBeforeAndTheDayAfter() {
        AggregateStore store = store(config);
        Sale order = order("o1", "EUR", "1");

        apply(store, delta(0, true, order));
        apply(store, delta(1, false, order.at(NOON.plus(Duration.ofDays(1)))));
        apply(store, delta(2, false, order.at(NOON.minus(Duration.ofDays(1)))));
        assertThat(total("dev")).containsEntry("orders", 1L);

        apply(store, delta(3, false, order.at(NOON.plus(Duration.ofDays(2)))));
        assertThat(total("dev")).containsEntry("orders", 2L);
    }

    @Test
    void tellsAsManyNamesApartAsTheBoundSaysOverAllDeltas() {
        AggregateStore store = store(config);

        apply(store, delta(0, true, track("a"), track("b")));
        apply(store, delta(2, false, track("c"), track("a")));
        assertThat(total("dev")).containsEntry("name:c", 1L).doesNotContainKey("name:(other)");
        apply(store, delta(4, false, track("d"), track("c"), track("e")));

        assertThat(total("dev"))
                .containsEntry("name:a", 2L)
                .containsEntry("name:c", 2L)
                .containsEntry("name:(other)", 2L)
                .doesNotContainKeys("name:d", "name:e");
    }

    @Test
    void leavesOutWhatWouldNotFitASumAndGoesOn() {
        AggregateStore store = store(config);
        Cell nearlyFull = new Cell(
                1, new Cell.Where(new Channel("dev", false), Grain.MINUTE, Grain.MINUTE.floor(NOON.toEpochMilli())), 3);
        nearlyFull.add("revenue:EUR", Long.MAX_VALUE - Money.MINOR_MAX);
        apply(store, new Delta(0, 0, 1, true, 0, 0, content(nearlyFull)));

        apply(store, delta(1, false, order("o1", "EUR", "100000000000"), order("o2", "EUR", "0.01")));

        assertThat(total("dev"))
                .containsEntry("revenue:EUR", Long.MAX_VALUE)
                .containsEntry("overflows", 1L)
                .containsEntry("orders", 2L);
    }

    @Test
    void movesThePositionOverNothing() {
        AggregateStore store = store(config);

        assertThat(apply(store, delta(0, true))).isEqualTo(APPLIED);
        assertThat(apply(store, new Delta(0, 0, 9, false, 0, 0, Delta.Content.NONE)))
                .isEqualTo(APPLIED);
        assertThat(await(() -> store.position(0))).isEqualTo(OptionalLong.of(9));
    }

    @Test
    void countsMoreVisitorsThanOneCommandTakes() {
        AggregateStore store = store(config);
        Cell crowded = new Cell(
                1, new Cell.Where(new Channel("dev", false), Grain.MINUTE, Grain.MINUTE.floor(NOON.toEpochMilli())), 3);
        for (int visitor = 1; visitor <= 12_001; visitor++) {
            crowded.addVisitor(visitor * 0x9E3779B97F4A7C15L);
        }

        apply(store, new Delta(0, 0, 1, true, 0, 0, content(crowded)));

        assertThat(visitors("dev")).isBetween(11_700L, 12_300L);
    }

    private static Delta.Content content(Cell cell) {
        return new Delta.Content(List.of(cell), List.of(), List.of(), Map.of(), Delta.Content.NONE.tally());
    }
}
