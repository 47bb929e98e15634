package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.NOON;
import static io.ecompulse.aggregate.Shop.config;
import static io.ecompulse.aggregate.Shop.order;
import static io.ecompulse.aggregate.Shop.page;
import static io.ecompulse.aggregate.Shop.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.Shop.Sale;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldTest {
    private static final Channel DEV = new Channel("dev", false);
    private static final long NOON_MINUTE = Grain.MINUTE.floor(NOON.toEpochMilli());

    private static Fold fold(AggregateConfig config, Sale... sales) {
        Fold fold = new Fold(config, Shop::fails);
        long offset = 0;
        for (Sale sale : sales) {
            fold.add(sale.record(offset++));
        }
        return fold;
    }

    private static Cell only(Fold fold) {
        assertThat(fold.content().cells()).hasSize(1);
        return fold.content().cells().get(0);
    }

    private static Map<String, Long> names(Cell cell) {
        return cell.open().stream().collect(java.util.stream.Collectors.toMap(Cell.Open::field, Cell.Open::amount));
    }

    @Test
    void countsByTypeAndCanonicalName() {
        Cell cell = only(fold(config(), track("view_item"), track("Product Viewed"), page()));

        assertThat(cell.fixed())
                .isEqualTo(Map.of(
                        "arrived", 3L, "stored", 3L, "events", 3L, "type:track", 2L, "type:page", 1L, "views", 2L));
        assertThat(names(cell)).isEqualTo(Map.of("name:Product Viewed", 2L, "name:page", 1L));
    }

    @Test
    void countsVisitorsBySourceAndKeyAndSessionsBySource() {
        Sale session = Sale.of("{\"type\":\"page\",\"context\":{\"sessionId\":17}}");

        Delta.Content content = fold(config(), session, session.by("ben"), session.by("ben"), session.in("other"))
                .content();

        assertThat(content.cells()).hasSize(2);
        assertThat(content.cells().get(0).visitors()).hasSize(2);
        assertThat(content.cells().get(1).visitors())
                .doesNotContain(content.cells().get(0).visitors());
        assertThat(content.visits()).extracting(Visit::named).containsOnly(true);
        List<Long> sessions = content.visits().stream().map(Visit::session).toList();
        assertThat(sessions).hasSize(3);
        assertThat(sessions.get(0)).isEqualTo(sessions.get(1)).isNotEqualTo(sessions.get(2));
    }

    @Test
    void countsASessionThatNoVisitorBelongsTo() {
        Sale session = Sale.of("{\"type\":\"page\",\"sessionId\":\"s1\"}").by("");

        Delta.Content content = fold(config(), session, session).content();

        assertThat(content.visits()).isEmpty();
        assertThat(content.cells().get(0).sessions()).hasSize(1);
    }

    @Test
    void countsNoVisitorForAKeyWithoutOne() {
        assertThat(only(fold(config(), page().by(""))).visitors()).isEmpty();
    }

    @Test
    void countsADuplicateOnlyAsOneAndReadsItNot() {
        Fold fold = fold(config(), order("o1", "EUR", "5").again());

        Cell cell = only(fold);
        assertThat(cell.fixed()).isEqualTo(Map.of("arrived", 1L, "duplicates", 1L));
        assertThat(fold.content().orders()).isEmpty();
        assertThat(cell.visitors()).isEmpty();
        assertThat(fold.content().recent().get("dev"))
                .singleElement()
                .asString()
                .contains("\"name\":\"\"", "\"duplicate\":true");
        assertThat(fold.tally()).isEqualTo(new Delta.Tally(0, 1, 0, 0, 0, 0));
    }

    @Test
    void countsAConflictAsAnEventOfItsOwnAndSaysSo() {
        JournalRecord sound = page().record(0);
        JournalRecord taken =
                new JournalRecord(1, sound.receivedAt(), sound.key(), sound.id(), sound.value(), 7, Sighting.CONFLICT);
        Fold fold = fold(config(), page());
        fold.add(taken);

        assertThat(only(fold).fixed())
                .isEqualTo(Map.of("arrived", 2L, "stored", 2L, "events", 2L, "type:page", 2L, "conflicts", 1L));
        assertThat(fold.tally()).isEqualTo(new Delta.Tally(2, 0, 1, 0, 0, 0));
    }

    @Test
    void countsAnUnreadableRecordBySourceOfItsKeyAndGoesOn() {
        Fold fold = fold(config(), Shop.unreadable(), page());

        assertThat(only(fold).fixed())
                .isEqualTo(Map.of("arrived", 2L, "stored", 1L, "unreadable", 1L, "events", 1L, "type:page", 1L));
        assertThat(fold.tally()).isEqualTo(new Delta.Tally(1, 0, 0, 1, 0, 0));
    }

    @Test
    void countsARecordThatItsReadingFailsOnAsUnreadableAndNothingElseOfIt() {
        List<String> faults = new ArrayList<>();
        Fold fold = new Fold(
                config(), (record, fault) -> faults.add(record.offset() + " " + fault.getMessage()), record -> {
                    if (record.offset() == 1) {
                        throw new ArithmeticException("a bug");
                    }
                    return Counted.of(record, config(), new Devices(1));
                });
        fold.add(page().record(0));
        fold.add(order("o1", "EUR", "5").record(1));
        fold.add(page().record(2));

        assertThat(faults).containsExactly("1 a bug");
        assertThat(only(fold).fixed())
                .isEqualTo(Map.of("arrived", 3L, "stored", 2L, "events", 2L, "type:page", 2L, "unreadable", 1L));
        assertThat(fold.content().orders()).isEmpty();
        assertThat(fold.content().recent().get("dev")).hasSize(2);
        assertThat(fold.tally()).isEqualTo(new Delta.Tally(2, 0, 0, 1, 0, 0));
    }

    @Test
    void countsARecordWithoutAnyShapeUnderNoSource() {
        byte[] junk = Shop.utf8("Ünfug{:}");

        Fold fold = new Fold(config(), Shop::fails);
        fold.add(new JournalRecord(0, Long.MAX_VALUE, junk, junk, junk, 0, Sighting.FRESH));
        fold.add(new JournalRecord(1, -1, new byte[0], junk, new byte[0], 0, Sighting.DUPLICATE));

        assertThat(fold.content().cells())
                .extracting(cell -> cell.where().channel().source())
                .containsOnly(Fold.NO_SOURCE);
        assertThat(fold.content().cells())
                .allSatisfy(cell -> assertThat(cell.where().start()).isBetween(0L, 4_102_444_800_000L));
    }

    @Test
    void refusesASourceThatCouldNotStandInAKey() {
        Fold fold = fold(config(), page().in("a:m"), page().in("x".repeat(65)), page().in("x".repeat(64)));

        assertThat(fold.tally()).isEqualTo(new Delta.Tally(1, 0, 0, 2, 0, 0));
    }

    @Test
    void putsAnEventIntoTheFinestBucketOfItsOwnTimeThatStillLives() {
        AggregateConfig.Retention retention = config().retention();
        Map<Grain, Duration> lives =
                Map.of(Grain.MINUTE, retention.minute(), Grain.HOUR, retention.hour(), Grain.DAY, retention.day());
        for (Grain grain : Grain.values()) {
            Instant over =
                    Instant.ofEpochMilli(grain.floor(NOON.toEpochMilli())).minus(lives.get(grain));

            assertThat(counted(over)).isEqualTo(new Cell.Where(DEV, grain, grain.floor(over.toEpochMilli())));
            assertThat(counted(over.minusMillis(1)).grain()).isNotEqualTo(grain);
        }
    }

    @Test
    void countsWhatIsOlderThanTheLastBucketWhereItArrivedAndAsLate() {
        Instant old = NOON.minus(config().retention().day()).minus(Duration.ofDays(1));

        assertThat(counted(old)).isEqualTo(new Cell.Where(DEV, Grain.MINUTE, NOON_MINUTE));
        assertThat(fold(config(), pageAt(old)).tally()).isEqualTo(new Delta.Tally(1, 0, 0, 0, 1, 0));
        assertThat(fold(config(), pageAt(old.plus(Duration.ofDays(2)))).tally().late())
                .isZero();
    }

    /** Where an event of that time is counted that arrives at noon. */
    private static Cell.Where counted(Instant own) {
        return fold(config(), pageAt(own)).content().cells().stream()
                .filter(cell -> cell.fixed().containsKey("events"))
                .findAny()
                .orElseThrow()
                .where();
    }

    @Test
    void believesATimeAheadUpToTheTolerance() {
        Instant edge = Instant.parse("2026-11-23T12:00:59Z");
        AggregateConfig config = config("aggregate.tolerance=2s");

        assertThat(fold(config, pageAt(edge.plusSeconds(2)).at(edge)).content().cells())
                .extracting(cell -> cell.where().start())
                .containsExactly(NOON_MINUTE, NOON_MINUTE + 60_000);
        Fold ahead = fold(config, pageAt(edge.plusMillis(2_001)).at(edge));
        assertThat(only(ahead).where().start()).isEqualTo(NOON_MINUTE);
        assertThat(ahead.tally().late()).isEqualTo(1);
    }

    @Test
    void tellsAsManyNamesApartAsTheBoundSays() {
        AggregateConfig config = config("aggregate.names.max=2");

        Cell atBound = only(fold(config, track("a"), track("b"), track("a")));
        Cell over = only(fold(config, track("a"), track("b"), track("c"), track("d"), track("b")));

        assertThat(names(atBound)).isEqualTo(Map.of("name:a", 2L, "name:b", 1L));
        assertThat(names(over)).isEqualTo(Map.of("name:a", 1L, "name:b", 2L));
        assertThat(over.fixed()).containsEntry("name:(other)", 2L);
    }

    @Test
    void cutsALongNameWithoutBreakingACharacter() {
        String cut = "x".repeat(99);

        assertThat(names(only(fold(config(), track("x".repeat(101)))))).containsKey("name:" + "x".repeat(100));
        assertThat(names(only(fold(config(), track(cut + "😀"))))).containsKey("name:" + cut);
    }

    @Test
    void keepsAnOrdersMoneyInMinorUnitsOfItsCurrency() {
        List<Delta.Order> orders = fold(
                        config(),
                        order("1", "EUR", "12.345"),
                        order("2", "JPY", "1200"),
                        order("3", "KWD", "\"1.2345\""))
                .content()
                .orders();

        assertThat(orders)
                .extracting(order -> order.purchase().amounts().get(0))
                .containsExactly(
                        new Cell.Open("revenue:EUR", "revenue:EUR", 1235),
                        new Cell.Open("revenue:JPY", "revenue:JPY", 1200),
                        new Cell.Open("revenue:KWD", "revenue:KWD", 1235));
        assertThat(orders).extracting(order -> order.purchase().units()).containsOnly(3L);
    }

    @Test
    void countsOrdersWithoutAnIdOneByOneAndRefundsAsTheyCome() {
        Sale order = track("purchase", "\"value\":3,\"currency\":\"EUR\"");
        Sale refund = track("Order Refunded", "\"order_id\":\"1\",\"total\":2.5,\"currency\":\"EUR\"");

        Fold fold = fold(config(), order, order, refund, refund);

        assertThat(fold.content().orders()).isEmpty();
        assertThat(only(fold).fixed())
                .containsEntry("orders", 2L)
                .containsEntry("units", 0L)
                .containsEntry("revenue:EUR", 600L)
                .containsEntry("refund:EUR", 500L);
    }

    @Test
    void givesACodeThatIsNoCurrencyRoomOnlyWithinTheBound() {
        AggregateConfig config = config("aggregate.names.max=1");
        Sale one = track("refund", "\"total\":1,\"currency\":\"QQA\"");
        Sale two = track("refund", "\"total\":2,\"currency\":\"QQB\"");

        Cell cell = only(fold(config, one, two, one));

        assertThat(names(cell)).containsEntry("refund:QQA", 200L).doesNotContainKey("refund:QQB");
        assertThat(cell.fixed()).containsEntry("refund:XXX", 200L);
    }

    @Test
    void remembersTheLastEventsWithoutPersonalData() {
        AggregateConfig config = config("aggregate.recent.max=2");

        List<String> recent = fold(config, track("a"), track("b"), track("c").by("secret"))
                .content()
                .recent()
                .get("dev");

        assertThat(recent).hasSize(2);
        assertThat(recent.get(1))
                .isEqualTo("{\"type\":\"track\",\"name\":\"c\",\"source\":\"dev\",\"id\":\"m2\","
                        + "\"receivedAt\":\"2026-11-23T12:00:30Z\",\"duplicate\":false,\"visitor\":\"secr…\","
                        + "\"visitorHash\":" + RecentEvent.visitorHash("dev", "secret") + "}");
    }

    private static Sale pageAt(Instant own) {
        return Sale.of("{\"type\":\"page\",\"timestamp\":\"" + own + "\"}");
    }
}
