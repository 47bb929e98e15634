package io.ecompulse.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.Arrivals;
import io.ecompulse.aggregate.Span;
import io.ecompulse.journal.AcceptedPage;
import io.ecompulse.journal.AcceptedPage.Line;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** I11: what edges accepted and no reader accounts for. */
class UnaccountedTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final long MINUTE = START.getEpochSecond() / 60;

    private final InsightConfig.Books config =
            new InsightConfig.Books(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofHours(2), 100);
    private final EdgeBooks books = new EdgeBooks(config.horizon(), config.linesMax());
    private final Map<Long, Long> counted = new HashMap<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<Integer, Long> read = new HashMap<>(Map.of(0, 100L));
    private boolean partial;
    private Instant now = START.plus(Duration.ofMinutes(10));
    private final Unaccounted unaccounted = new Unaccounted(books, this::arrivals, config, () -> now, registry);
    private int pages;

    @Test
    void whatIsStoredDuplicateOrFailedIsAccountedFor() {
        accepted("shop", MINUTE, 10);
        counted.put(MINUTE, 10L); // 7 stored, 2 duplicates, 1 failed: Arrivals adds them up.
        passed();

        assertThat(missing()).isZero();
    }

    @Test
    void anEventThatAReaderDropsIsMissing() {
        accepted("shop", MINUTE, 10);
        counted.put(MINUTE, 9L);
        passed();

        assertThat(missing()).isEqualTo(1);
        assertThat(gauge("shop")).isEqualTo(1);
    }

    @Test
    void lagIsNoLoss() {
        accepted("shop", MINUTE, 10);
        passed();
        read.put(0, 99L);

        assertThat(missing()).isZero();
        read.put(0, 100L);
        assertThat(missing()).isEqualTo(10);
    }

    @Test
    void aMinuteIsJudgedWhenItsGraceIsOver() {
        accepted("shop", MINUTE, 10);
        now = START.plus(Duration.ofMinutes(2)).minusMillis(1);
        books.ended(now, Map.of(0, 100L));
        assertThat(missing()).isZero();

        now = START.plus(Duration.ofMinutes(2)).plus(Duration.ofSeconds(10));
        books.ended(now, Map.of(0, 100L));
        assertThat(missing()).isEqualTo(10);
    }

    @Test
    void whatASpoolBringsLaterIsNotMissing() {
        accepted("shop", MINUTE, 10);
        accepted("shop", MINUTE + 3, 5);
        counted.put(MINUTE, 9L);
        counted.put(MINUTE + 3, 6L); // The duplicate of the first minute carries the time at which it left the spool.
        passed();

        assertThat(missing()).isZero();
    }

    @Test
    void whatNoEdgeVouchesForHidesNoLaterLoss() {
        accepted("shop", MINUTE, 1);
        accepted("shop", MINUTE + 1, 10);
        counted.put(MINUTE, 50L); // A foreign producer's, or of an edge that was killed before it told.
        counted.put(MINUTE + 1, 8L);
        passed();

        assertThat(missing()).isEqualTo(2);
    }

    @Test
    void eachSourceIsJudgedByItself() {
        accepted("shop", MINUTE, 1);
        accepted("other", MINUTE, 2);
        passed();

        unaccounted.check();
        assertThat(gauge("shop")).isEqualTo(1);
        assertThat(gauge("other")).isEqualTo(2);
    }

    @Test
    void aSpanIsJudgedByItsOwnMinutes() {
        accepted("shop", MINUTE, 3);
        accepted("shop", MINUTE + 2, 4);
        passed();

        Span first = new Span(START, START.plus(Duration.ofMinutes(1)));
        assertThat(unaccounted.of("shop", first).result()).isEqualTo(3);
        assertThat(missing()).isEqualTo(7);
    }

    @Test
    void numbersThatAreBeingRebuiltProveNothing() {
        accepted("shop", MINUTE, 10);
        passed();
        partial = true;

        assertThat(missing()).isZero();
    }

    @Test
    void aPageThatWasSentTwiceCountsOnce() {
        AcceptedPage page = new AcceptedPage("edge", "run", 1, List.of(new Line("shop", MINUTE, 5)));
        books.add(page);
        books.add(page);

        assertThat(books.accepted("shop", MINUTE, MINUTE + 1)).containsExactly(Map.entry(MINUTE, 5L));
    }

    @Test
    void remembersAsManyLinesAsAllowedAndForgetsTheOldestMinute() {
        for (int i = 0; i < 100; i++) {
            accepted("shop", MINUTE + i, 1);
        }
        assertThat(books.sizes().get(0)).isEqualTo(100);
        accepted("shop", MINUTE + 100, 1);

        assertThat(books.sizes().get(0)).isEqualTo(100);
        assertThat(books.accepted("shop", MINUTE, MINUTE + 1)).isEmpty();
        assertThat(books.accepted("shop", MINUTE + 1, MINUTE + 101)).hasSize(100);
    }

    @Test
    void forgetsWhatLiesBehindTheHorizon() {
        accepted("shop", MINUTE, 1);
        books.ended(START.plus(Duration.ofHours(2)), Map.of());
        assertThat(books.sources()).containsExactly("shop");

        books.ended(START.plus(Duration.ofHours(2)).plusMillis(1), Map.of());
        assertThat(books.sources()).isEmpty();
    }

    private void accepted(String source, long minute, long events) {
        books.add(new AcceptedPage("edge", "run-" + ++pages, 1, List.of(new Line(source, minute, events))));
    }

    /** The readers have read what the journal held now. */
    private void passed() {
        books.ended(now, Map.of(0, 100L));
    }

    private long missing() {
        unaccounted.check();
        return unaccounted.of("shop", Span.ALL).result();
    }

    private double gauge(String source) {
        Gauge gauge = registry.find("ecompulse.unaccounted.events")
                .tag("source", source)
                .gauge();
        return gauge == null ? -1 : gauge.value();
    }

    private Future<Arrivals> arrivals(String source, Instant from, int minutes) {
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < minutes; i++) {
            counts.add(source.equals("shop") ? counted.getOrDefault(from.getEpochSecond() / 60 + i, 0L) : 0L);
        }
        return Future.succeededFuture(new Arrivals(counts, Map.copyOf(read), partial));
    }
}
