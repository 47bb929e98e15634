package io.ecompulse.event;

import static io.ecompulse.event.JsonSamples.fields;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The rules of wire.md §10.1, one sentence a test. */
class EventTimesTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-23T16:00:00Z");
    private static final long RECEIVED_MICROS = Timestamps.micros(RECEIVED);
    private static final boolean FRESH = true;
    private static final boolean STALE = false;

    @Test
    void keepsWhatTheClientSaidBesideTheCorrectedTime() {
        EventTimes times = times(RECEIVED.minusSeconds(10), RECEIVED.minusSeconds(1), STALE);

        assertThat(times.original()).isEqualTo(RECEIVED_MICROS - 10_000_000);
        assertThat(times.sent()).isEqualTo(RECEIVED_MICROS - 1_000_000);
        assertThat(times.received()).isEqualTo(RECEIVED_MICROS);
        assertThat(times.timestamp()).isEqualTo(RECEIVED_MICROS - 10_000_000);
        assertThat(times.isCorrected()).isFalse();
    }

    @Test
    void originalTimestampBeatsTimestamp() {
        JsonFields event = fields(
                "{\"timestamp\":\"2026-11-23T15:00:00.000Z\",\"originalTimestamp\":\"2026-11-23T14:00:00.000Z\"}");

        assertThat(of(event, STALE).original()).isEqualTo(micros("2026-11-23T14:00:00Z"));
    }

    @Test
    void anUnreadableOriginalTimestampGivesWayToTimestamp() {
        JsonFields event = fields("{\"timestamp\":\"2026-11-23T15:00:00.000Z\",\"originalTimestamp\":\"yesterday\"}");

        assertThat(of(event, STALE).original()).isEqualTo(micros("2026-11-23T15:00:00Z"));
    }

    @Test
    void withoutAnyTimeOfTheClientOursCounts() {
        EventTimes times = of(fields("{}"), STALE);

        assertThat(times).isEqualTo(new EventTimes(null, null, RECEIVED_MICROS, RECEIVED_MICROS));
        assertThat(times.isCorrected()).isFalse();
    }

    @Test
    void withoutSentAtTheClientsTimeStands() {
        JsonFields event = fields("{\"timestamp\":\"2026-11-20T15:00:00.000Z\"}");

        assertThat(of(event, FRESH).timestamp()).isEqualTo(micros("2026-11-20T15:00:00Z"));
    }

    @Test
    void theRetryDelayOfALibraryThatKeepsItsSentAtIsNeverFoldedIn() {
        // Segment Java waits 27 s before its first retry, Android files are days old.
        for (long delay : new long[] {27, 3_600, 86_400 * 5}) {
            EventTimes times = times(RECEIVED.minusSeconds(delay + 2), RECEIVED.minusSeconds(delay), STALE);

            assertThat(times.timestamp()).isEqualTo(RECEIVED_MICROS - (delay + 2) * 1_000_000);
        }
    }

    @Test
    void aClockThatIsAheadIsCorrectedWhateverTheLibrary() {
        for (boolean fresh : new boolean[] {FRESH, STALE}) {
            EventTimes times = times(RECEIVED.plusSeconds(3_600 - 10), RECEIVED.plusSeconds(3_600), fresh);

            assertThat(times.timestamp()).isEqualTo(RECEIVED_MICROS - 10_000_000);
            assertThat(times.isCorrected()).isTrue();
        }
    }

    @Test
    void aClockMayBeFiveSecondsAheadAndNoMore() {
        Instant original = RECEIVED.minusSeconds(10);

        assertThat(times(original, RECEIVED.plusSeconds(5), STALE).timestamp()).isEqualTo(RECEIVED_MICROS - 10_000_000);
        assertThat(times(original, RECEIVED.plusSeconds(5).plusMillis(1), STALE).timestamp())
                .isEqualTo(RECEIVED_MICROS - 15_001_000);
    }

    @Test
    void aFreshSentAtMayBeSixtySecondsOldAndThenTheClockIsBehind() {
        Instant original = RECEIVED.minusSeconds(70);

        assertThat(times(original, RECEIVED.minusSeconds(60), FRESH).timestamp())
                .isEqualTo(RECEIVED_MICROS - 70_000_000);
        assertThat(times(original, RECEIVED.minusSeconds(60).minusMillis(1), FRESH)
                        .timestamp())
                .isEqualTo(RECEIVED_MICROS - 9_999_000);
    }

    @Test
    void anEventIsNeverInOurFutureBeyondTheTolerance() {
        JsonFields ahead = fields("{\"timestamp\":\"2026-11-23T16:00:05.000Z\"}");
        JsonFields future = fields("{\"timestamp\":\"2026-11-23T16:00:05.001Z\"}");

        assertThat(of(ahead, STALE).timestamp()).isEqualTo(RECEIVED_MICROS + 5_000_000);
        assertThat(of(future, STALE).timestamp()).isEqualTo(RECEIVED_MICROS);
    }

    @Test
    void anEventOfLongAgoIsLeftWhereItWas() {
        EventTimes times = times(Instant.parse("2001-01-01T00:00:00Z"), RECEIVED, FRESH);

        assertThat(times.timestamp()).isEqualTo(micros("2001-01-01T00:00:00Z"));
    }

    @Test
    void aCorrectionThatLeavesTheReadableYearsIsNone() {
        EventTimes times = times(Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("2099-01-01T00:00:00Z"), STALE);

        assertThat(times.timestamp()).isEqualTo(RECEIVED_MICROS);
    }

    @Test
    void theLibraryIsAskedForOnlyWhenItDecides() {
        JsonFields event = event(RECEIVED.minusSeconds(10), RECEIVED.minusSeconds(1));

        EventTimes times = EventTimes.of(event, RECEIVED_MICROS, () -> {
            throw new AssertionError("asked");
        });

        assertThat(times.timestamp()).isEqualTo(RECEIVED_MICROS - 10_000_000);
    }

    @Property
    void whateverTheClientSaysTheTimeIsReadableAndNotInOurFuture(
            @ForAll @LongRange(min = 946_684_800_000L, max = 4_102_444_800_000L) long original,
            @ForAll @LongRange(min = 946_684_800_000L, max = 4_102_444_800_000L) long sent,
            @ForAll boolean fresh) {
        long timestamp = of(fields("{\"timestamp\":" + original + ",\"sentAt\":" + sent + "}"), fresh)
                .timestamp();

        assertThat(timestamp).isBetween(Timestamps.MICROS_MIN, RECEIVED_MICROS + EventTimes.AHEAD_TOLERANCE_MICROS);
    }

    private static EventTimes times(Instant original, Instant sent, boolean fresh) {
        return of(event(original, sent), fresh);
    }

    private static JsonFields event(Instant original, Instant sent) {
        return fields("{\"timestamp\":\"" + original + "\",\"sentAt\":\"" + sent + "\"}");
    }

    private static EventTimes of(JsonFields event, boolean fresh) {
        return EventTimes.of(event, RECEIVED_MICROS, () -> fresh);
    }

    private static long micros(String iso) {
        return Timestamps.micros(Instant.parse(iso));
    }
}
