package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DedupWindowTest {
    private static final long MINUTE = 60_000;

    /** A record: its identity's number, its content's, 0 for unknown, and its timestamp. */
    record Seen(int id, int content, long time) {}

    @Test
    void knowsAnIdentityAtTheWindowsEdgeAndNotBeyond() {
        DedupWindow window = new DedupWindow(1_000, 10);

        assertThat(isDuplicate(window, 1, 1, 5_000)).isFalse();
        assertThat(isDuplicate(window, 1, 1, 6_000)).isTrue();
        assertThat(isDuplicate(window, 1, 1, 7_001)).isFalse();
    }

    @Test
    void knowsAnIdentityAsManyRecordsLaterAsItMayRememberAndNotOneMore() {
        DedupWindow three = new DedupWindow(MINUTE, 3);
        isDuplicate(three, 1, 1, 0);
        isDuplicate(three, 2, 2, 0);
        isDuplicate(three, 3, 3, 0);
        assertThat(isDuplicate(three, 1, 1, 0)).isTrue();

        DedupWindow again = new DedupWindow(MINUTE, 3);
        isDuplicate(again, 1, 1, 0);
        isDuplicate(again, 2, 2, 0);
        isDuplicate(again, 3, 3, 0);
        isDuplicate(again, 4, 4, 0);
        assertThat(isDuplicate(again, 1, 1, 0)).isFalse();
        assertThat(again.size()).isEqualTo(3);
        assertThat(again.takeForgottenEarly()).isEqualTo(2);
        assertThat(again.takeForgottenEarly()).isZero();
    }

    @Test
    void tellsIdentitiesApartThatShareHalfOfTheirHash() {
        DedupWindow window = new DedupWindow(MINUTE, 10);
        isDuplicate(window, 7, 1, 0);

        assertThat(isDuplicate(window, 7, 2, 0)).isFalse();
        assertThat(isDuplicate(window, 8, 1, 0)).isFalse();
        assertThat(isDuplicate(window, 7, 1, 0)).isTrue();
    }

    @Test
    void forgetsWhatIsOlderThanWindowAndSlack() {
        DedupWindow window = new DedupWindow(MINUTE, 1_000_000);
        for (int i = 0; i < 5_000; i++) {
            isDuplicate(window, i, i, 0);
        }

        isDuplicate(window, -1, -1, MINUTE + DedupWindow.SLACK_MILLIS);
        assertThat(window.size()).isEqualTo(5_001);
        isDuplicate(window, -2, -2, MINUTE + DedupWindow.SLACK_MILLIS + 1);
        assertThat(window.size()).isEqualTo(2);
        assertThat(window.takeForgottenEarly()).isZero();
    }

    @Test
    void oneWrongClockDoesNotEndDeduplication() {
        DedupWindow window = new DedupWindow(MINUTE, 100);
        isDuplicate(window, 1, 1, Long.MAX_VALUE / 2);

        isDuplicate(window, 2, 2, 0);

        assertThat(isDuplicate(window, 2, 2, 1)).isTrue();
    }

    @Test
    void keepsOtherContentUnderAKnownIdApartAndKnowsEachOfThemAgain() {
        DedupWindow window = new DedupWindow(MINUTE, 100);

        assertThat(window.sight(1, 1, 7, 0)).isEqualTo(Sighting.FRESH);
        assertThat(window.sight(1, 1, 8, 1)).isEqualTo(Sighting.CONFLICT);
        assertThat(window.sight(1, 1, 7, 2)).isEqualTo(Sighting.DUPLICATE);
        assertThat(window.sight(1, 1, 8, 3)).isEqualTo(Sighting.DUPLICATE);
        assertThat(window.sight(1, 1, 9, 4)).isEqualTo(Sighting.CONFLICT);
        assertThat(window.sight(2, 1, 7, 5)).isEqualTo(Sighting.FRESH);
    }

    @Test
    void takesARecordOfUnknownContentForTheSameEvent() {
        DedupWindow window = new DedupWindow(MINUTE, 100);

        assertThat(window.sight(1, 1, 7, 0)).isEqualTo(Sighting.FRESH);
        assertThat(window.sight(1, 1, DedupWindow.UNKNOWN, 0)).isEqualTo(Sighting.DUPLICATE);
        assertThat(window.sight(2, 2, DedupWindow.UNKNOWN, 0)).isEqualTo(Sighting.FRESH);
        assertThat(window.sight(2, 2, 7, 0)).isEqualTo(Sighting.DUPLICATE);
        assertThat(window.sight(2, 2, 8, 0)).isEqualTo(Sighting.DUPLICATE);
    }

    @Test
    void forgetsAConflictAtTheSameBoundsAsADuplicate() {
        DedupWindow window = new DedupWindow(1_000, 2);
        window.sight(1, 1, 7, 0);
        assertThat(window.sight(1, 1, 8, 1_000)).isEqualTo(Sighting.CONFLICT);
        assertThat(window.sight(1, 1, 9, 2_001)).isEqualTo(Sighting.FRESH);

        window.sight(3, 3, 7, 3_000);
        window.sight(4, 4, 7, 3_000);
        assertThat(window.sight(3, 3, 8, 3_000)).isEqualTo(Sighting.CONFLICT);
        window.sight(5, 5, 7, 3_000);
        assertThat(window.sight(4, 4, 8, 3_000)).isEqualTo(Sighting.FRESH);
    }

    @Test
    @Timeout(10)
    void aClientThatGivesAllItsEventsOneIdCostsNoMoreThanAnyOther() {
        DedupWindow window = new DedupWindow(MINUTE, 100_000);

        assertThat(window.sight(1, 1, 1, 0)).isEqualTo(Sighting.FRESH);
        for (int i = 2; i <= 300_000; i++) {
            assertThat(window.sight(1, 1, i, 0) == Sighting.CONFLICT).isTrue();
        }
        assertThat(window.sight(1, 1, 300_000, 0)).isEqualTo(Sighting.DUPLICATE);
    }

    @Property(tries = 500)
    void agreesWithAListOfAllRecords(
            @ForAll("records") List<Seen> records,
            @ForAll @IntRange(min = 1, max = 70) int recordsMax,
            @ForAll @IntRange(max = 5_000) int windowMillis) {
        DedupWindow window = new DedupWindow(windowMillis, recordsMax);

        for (int i = 0; i < records.size(); i++) {
            Sighting expected = expected(records, i, recordsMax, windowMillis);
            assertThat(ask(window, records.get(i))).as("record %d", i).isEqualTo(expected);
            assertThat(window.size()).isLessThanOrEqualTo(recordsMax);
        }
    }

    @Property(tries = 500)
    void answersTheSameWhereverReadingBegan(
            @ForAll("records") List<Seen> records,
            @ForAll @IntRange(min = 1, max = 70) int recordsMax,
            @ForAll @IntRange(max = 5_000) int windowMillis,
            @ForAll @IntRange(max = 300) int position) {
        List<Sighting> always = answers(records, 0, recordsMax, windowMillis);
        int at = Math.min(position, records.size());
        int from = Math.max(0, at - recordsMax);

        List<Sighting> readBack = answers(records, from, recordsMax, windowMillis);

        assertThat(readBack.subList(at - from, readBack.size())).isEqualTo(always.subList(at, always.size()));
    }

    private static List<Sighting> answers(List<Seen> records, int from, int recordsMax, int windowMillis) {
        DedupWindow window = new DedupWindow(windowMillis, recordsMax);
        List<Sighting> answers = new ArrayList<>();
        records.subList(from, records.size()).forEach(seen -> answers.add(ask(window, seen)));
        return answers;
    }

    private static Sighting ask(DedupWindow window, Seen seen) {
        // Few different values in the low bits, so that table slots collide.
        return window.sight((seen.id() % 4) | ((long) seen.id() << 40), seen.id(), seen.content(), seen.time());
    }

    private static boolean isDuplicate(DedupWindow window, long high, long low, long time) {
        return window.sight(high, low, 5, time) == Sighting.DUPLICATE;
    }

    /** By the definition, with nothing but a list. */
    private static Sighting expected(List<Seen> records, int at, int recordsMax, int windowMillis) {
        Seen record = records.get(at);
        List<Seen> before = records.subList(Math.max(0, at - recordsMax), at).stream()
                .filter(seen -> seen.id() == record.id())
                .toList();
        long since = record.time() - windowMillis;
        boolean seen = isSince(before, since);
        boolean same = isSince(with(before, record.content()), since) || isSince(with(before, 0), since);
        if (record.content() == 0 ? seen : same) {
            return Sighting.DUPLICATE;
        }
        return seen ? Sighting.CONFLICT : Sighting.FRESH;
    }

    private static List<Seen> with(List<Seen> records, int content) {
        return records.stream().filter(seen -> seen.content() == content).toList();
    }

    /** Whether the newest of them is inside the window. */
    private static boolean isSince(List<Seen> records, long since) {
        return !records.isEmpty() && records.get(records.size() - 1).time() >= since;
    }

    /** Timestamps go forward, and back by less than the slack. */
    @Provide
    Arbitrary<List<Seen>> records() {
        Arbitrary<Integer> ids = Arbitraries.integers().between(0, 12);
        Arbitrary<Integer> contents = Arbitraries.integers().between(0, 3);
        Arbitrary<Long> steps = Arbitraries.longs().between(-200, 1_000);
        return Combinators.combine(ids, contents, steps)
                .as(Seen::new)
                .list()
                .ofMaxSize(300)
                .map(steppedRecords -> {
                    List<Seen> records = new ArrayList<>();
                    long time = 1_000_000;
                    for (Seen step : steppedRecords) {
                        time += step.time();
                        records.add(new Seen(step.id(), step.content(), time));
                    }
                    return records;
                });
    }
}
