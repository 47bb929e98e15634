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

class DedupWindowTest {
    private static final long MINUTE = 60_000;

    /** A record: its identity's number and its timestamp. */
    record Seen(int id, long time) {}

    /** A window that is asked of one offset after the other. */
    private static final class Asked {
        private final DedupWindow window;
        private long offset;

        Asked(long windowMillis, int recordsMax) {
            window = new DedupWindow(windowMillis, recordsMax);
        }

        boolean isDuplicate(long high, long low, long timestamp) {
            return window.isDuplicate(offset++, high, low, timestamp);
        }

        int size() {
            return window.size();
        }

        long takeForgottenEarly() {
            return window.takeForgottenEarly();
        }
    }

    @Test
    void knowsAnIdentityAtTheWindowsEdgeAndNotBeyond() {
        Asked window = new Asked(1_000, 10);

        assertThat(window.isDuplicate(1, 1, 5_000)).isFalse();
        assertThat(window.isDuplicate(1, 1, 6_000)).isTrue();
        assertThat(window.isDuplicate(1, 1, 7_001)).isFalse();
    }

    @Test
    void knowsAnIdentityAsManyRecordsLaterAsItMayRememberAndNotOneMore() {
        Asked three = new Asked(MINUTE, 3);
        three.isDuplicate(1, 1, 0);
        three.isDuplicate(2, 2, 0);
        three.isDuplicate(3, 3, 0);
        assertThat(three.isDuplicate(1, 1, 0)).isTrue();

        Asked again = new Asked(MINUTE, 3);
        again.isDuplicate(1, 1, 0);
        again.isDuplicate(2, 2, 0);
        again.isDuplicate(3, 3, 0);
        again.isDuplicate(4, 4, 0);
        assertThat(again.isDuplicate(1, 1, 0)).isFalse();
        assertThat(again.size()).isEqualTo(3);
        assertThat(again.takeForgottenEarly()).isEqualTo(2);
        assertThat(again.takeForgottenEarly()).isZero();
    }

    @Test
    void countsOffsetsThatHoldNoIdentity() {
        DedupWindow three = new DedupWindow(MINUTE, 3);
        three.isDuplicate(10, 1, 1, 0);
        assertThat(three.isDuplicate(13, 1, 1, 0)).isTrue();
        assertThat(three.isDuplicate(17, 1, 1, 0)).isFalse();

        DedupWindow again = new DedupWindow(MINUTE, 3);
        again.isDuplicate(10, 1, 1, 0);
        again.isDuplicate(11, 2, 2, 0);
        assertThat(again.isDuplicate(14, 1, 1, 0)).isFalse();
        assertThat(again.isDuplicate(15, 2, 2, 0)).isFalse();
        assertThat(again.size()).isEqualTo(2);
        assertThat(again.takeForgottenEarly()).isEqualTo(2);
    }

    @Test
    void tellsIdentitiesApartThatShareHalfOfTheirHash() {
        Asked window = new Asked(MINUTE, 10);
        window.isDuplicate(7, 1, 0);

        assertThat(window.isDuplicate(7, 2, 0)).isFalse();
        assertThat(window.isDuplicate(8, 1, 0)).isFalse();
        assertThat(window.isDuplicate(7, 1, 0)).isTrue();
    }

    @Test
    void forgetsWhatIsOlderThanWindowAndSlack() {
        Asked window = new Asked(MINUTE, 1_000_000);
        for (int i = 0; i < 5_000; i++) {
            window.isDuplicate(i, i, 0);
        }

        window.isDuplicate(-1, -1, MINUTE + DedupWindow.SLACK_MILLIS);
        assertThat(window.size()).isEqualTo(5_001);
        window.isDuplicate(-2, -2, MINUTE + DedupWindow.SLACK_MILLIS + 1);
        assertThat(window.size()).isEqualTo(2);
        assertThat(window.takeForgottenEarly()).isZero();
    }

    @Test
    void oneWrongClockDoesNotEndDeduplication() {
        Asked window = new Asked(MINUTE, 100);
        window.isDuplicate(1, 1, Long.MAX_VALUE / 2);

        window.isDuplicate(2, 2, 0);

        assertThat(window.isDuplicate(2, 2, 1)).isTrue();
    }

    @Property(tries = 500)
    void agreesWithAListOfAllRecords(
            @ForAll("records") List<Seen> records,
            @ForAll @IntRange(min = 1, max = 70) int recordsMax,
            @ForAll @IntRange(max = 5_000) int windowMillis) {
        Asked window = new Asked(windowMillis, recordsMax);

        for (int i = 0; i < records.size(); i++) {
            boolean expected = expected(records, i, recordsMax, windowMillis);
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
        List<Boolean> always = answers(records, 0, recordsMax, windowMillis);
        int at = Math.min(position, records.size());
        int from = Math.max(0, at - recordsMax);

        List<Boolean> readBack = answers(records, from, recordsMax, windowMillis);

        assertThat(readBack.subList(at - from, readBack.size())).isEqualTo(always.subList(at, always.size()));
    }

    private static List<Boolean> answers(List<Seen> records, int from, int recordsMax, int windowMillis) {
        Asked window = new Asked(windowMillis, recordsMax);
        List<Boolean> answers = new ArrayList<>();
        records.subList(from, records.size()).forEach(seen -> answers.add(ask(window, seen)));
        return answers;
    }

    private static boolean ask(Asked window, Seen seen) {
        // Few different values in the low bits, so that table slots collide.
        return window.isDuplicate((seen.id() % 4) | ((long) seen.id() << 40), seen.id(), seen.time());
    }

    private static boolean expected(List<Seen> records, int at, int recordsMax, int windowMillis) {
        for (int before = at - 1; before >= Math.max(0, at - recordsMax); before--) {
            if (records.get(before).id() == records.get(at).id()) {
                return records.get(at).time() - records.get(before).time() <= windowMillis;
            }
        }
        return false;
    }

    /** Timestamps go forward, and back by less than the slack. */
    @Provide
    Arbitrary<List<Seen>> records() {
        Arbitrary<Integer> ids = Arbitraries.integers().between(0, 40);
        Arbitrary<Long> steps = Arbitraries.longs().between(-200, 1_000);
        return Combinators.combine(ids, steps)
                .as(Seen::new)
                .list()
                .ofMaxSize(300)
                .map(steppedRecords -> {
                    List<Seen> records = new ArrayList<>();
                    long time = 1_000_000;
                    for (Seen step : steppedRecords) {
                        time += step.time();
                        records.add(new Seen(step.id(), time));
                    }
                    return records;
                });
    }
}
