package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.batch;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When the stage seals a window: by age, bytes, hour and memory. */
final class LakeStageWindowTest extends TracedLakeStage {
    @Test
    void aWindowIsSealedByAgeNotBefore() {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));

        clock.advance(LakeFixture.AGE.minusNanos(1));
        stage.tick(clock.instant());
        assertThat(trace).isEmpty();
        clock.advance(Duration.ofNanos(1));
        stage.tick(clock.instant());

        assertThat(trace).hasSize(4);
    }

    @Test
    void aClockThatIsSetBackDoesNotHoldAWindow() throws IOException {
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));

        clock.advance(Duration.ofMinutes(-3));
        stage.tick(clock.instant());

        assertThat(trace).contains("settled 0-1");
    }

    @Test
    void aWindowIsSealedByItsBytesNotBefore() throws IOException {
        long two = size(track(0, "a")) + size(track(1, "b"));
        stage = stage(config(LakeFixture.AGE, two + 1, 64 * LakeFixture.MIB), store);
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a"), track(1, "b")));
        assertThat(trace).isEmpty();

        stage = stage(config(LakeFixture.AGE, two, 64 * LakeFixture.MIB), store);
        stage.position(1);
        stage.take(batch(1, 0, track(0, "a"), track(1, "b"), track(2, "c")));

        assertThat(trace).contains("settled 1-2").doesNotContain("settled 1-3");
    }

    @Test
    void theLinesOfAnEventCountForItsWindow() throws IOException {
        JournalRecord order = TestEvents.event(
                0,
                "{\"type\":\"track\",\"event\":\"Order"
                        + " Completed\",\"messageId\":\"a\",\"properties\":{\"products\":[{},{}]}}");
        long all = size(order) + 2 * Window.ROW_BYTES;
        stage = stage(config(LakeFixture.AGE, all + 1, 64 * LakeFixture.MIB), store);
        stage.position(0);
        stage.take(batch(0, 0, order));
        assertThat(trace).isEmpty();

        stage = stage(config(LakeFixture.AGE, all, 64 * LakeFixture.MIB), store);
        stage.position(1);
        stage.take(batch(1, 0, order));

        assertThat(trace).contains("settled 1-1");
    }

    @Test
    void aLaterHourOpensAnotherWindowAnEarlierDoesNot() throws IOException {
        Instant lastMilli = Instant.parse("2026-11-23T12:59:59.999Z");
        stage.position(0);
        stage.take(batch(0, 0, at(0, lastMilli), at(1, lastMilli.minusSeconds(7200)), at(2, lastMilli)));
        assertThat(trace).isEmpty();

        stage.take(batch(0, 3, at(3, lastMilli.plusMillis(1))));
        stage.release(0, true);

        assertThat(trace)
                .containsExactly(
                        "stored events/v=4/date=2026-11-23/hour=12/0-00000000000000000000",
                        "marker _commits/ecompulse.events/0/00000000000000000000.json",
                        "settled 0-3",
                        "told",
                        "stored events/v=4/date=2026-11-23/hour=13/0-00000000000000000003",
                        "marker _commits/ecompulse.events/0/00000000000000000003.json",
                        "settled 0-4",
                        "told");
        Marker first = chain.at(TOPIC, 0, 0).orElseThrow();
        assertThat(first.receivedFrom()).isEqualTo(lastMilli.minusSeconds(7200));
        assertThat(first.receivedTo()).isEqualTo(lastMilli);
    }

    @Test
    void overTheMemoryBudgetTheLargestWindowIsSealed() throws IOException {
        long budget = memory(3);
        stage = stage(config(LakeFixture.AGE, LakeFixture.MIB, budget), store);
        stage.position(0);
        stage.position(1);
        stage.take(batch(0, 0, track(0, "a"), track(1, "b"), track(2, "c")));
        assertThat(trace).isEmpty();

        stage.take(batch(1, 0, track(0, "a")));

        assertThat(trace).contains("settled 0-3").noneMatch(step -> step.startsWith("settled 1"));
    }

    @Test
    void anEventWhoseRowKeepsLittleOfItCountsWholeUntilItIsWritten() throws IOException {
        stage = stage(config(LakeFixture.AGE, LakeFixture.MIB, 64 * LakeFixture.MIB), store);
        stage.position(0);
        String json = "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"a\",\"properties\":{\"fat\":\"%s\"}}"
                .formatted("x".repeat(100_000)); // More than the column takes, so it is null.

        stage.take(batch(0, 0, TestEvents.event(0, json)));

        assertThat(stage.heldBytes()).isGreaterThan(100_000);
    }

    @Test
    void stagesThatShareABudgetGiveUpTheLargestWindowOfAll() throws IOException {
        MemoryBudget budget = new MemoryBudget(memory(3));
        LakeConfig config = config(LakeFixture.AGE, LakeFixture.MIB, LakeFixture.MIB);
        LakeStage first = stage(config, budget);
        LakeStage second = stage(config, budget);
        first.position(0);
        second.position(1);
        first.take(batch(0, 0, track(0, "a"), track(1, "b"), track(2, "c")));
        assertThat(trace).isEmpty();

        second.take(batch(1, 0, track(0, "a")));

        assertThat(trace).contains("settled 0-3").noneMatch(step -> step.startsWith("settled 1"));
    }

    @Test
    void everySealIsCountedByItsCauseAndEveryFileByItsSize() throws IOException {
        stage = stage(config(LakeFixture.AGE, size(track(0, "a")), 64 * LakeFixture.MIB), store);
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a")));
        stage = stage(config(LakeFixture.AGE, LakeFixture.MIB, 1), store);
        stage.position(1);
        stage.take(batch(1, 0, track(0, "a")));
        stage = stage(LakeFixture.config(temp), store);
        stage.position(2);
        stage.take(batch(2, 0, track(0, "a"), at(1, NOON.plusSeconds(3600))));
        clock.advance(LakeFixture.AGE);
        stage.tick(clock.instant());
        stage.take(batch(2, 2, at(2, NOON.plusSeconds(3600))));
        stage.release(2, true);

        for (SealCause cause : SealCause.values()) {
            assertThat(meters.get("ecompulse.lake.windows.sealed")
                            .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                            .counter()
                            .count())
                    .as(cause.name())
                    .isEqualTo(1);
        }
        assertThat(meters.get("ecompulse.lake.file")
                        .tag("table", "events")
                        .summary()
                        .count())
                .isEqualTo(SealCause.values().length);
    }

    private LakeStage stage(LakeConfig config, MemoryBudget budget) {
        Windows.Ground ground = new Windows.Ground(store, spool, clock, new Random(), meters);
        return new LakeStage(TOPIC, Windows.ofEvents(config, ground), outlet(), budget);
    }

    /** What a file with so many rows holds in memory. */
    private long memory(int rows) throws IOException {
        SpoolFile spooled = spool.create("probe");
        RowFile file = RowFile.create(spooled, EventsTable.TABLE, LakeFixture.config(temp), java.util.Map.of());
        for (int i = 0; i < rows; i++) {
            JournalRecord record = track(i, "abc".substring(i, i + 1));
            EventRow row = EventRow.read(record, TOPIC.getBytes(UTF_8), 0);
            file.append(new RowEncoder<>(EventsTable.FIELDS).encode(row), record.value().length);
        }
        long bytes = file.bufferedBytes();
        file.discard();
        return bytes;
    }

    private static JournalRecord at(long offset, Instant receivedAt) {
        return TestEvents.event(
                offset, "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"" + offset + "\"}", receivedAt);
    }
}
