package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.batch;
import static io.ecompulse.lake.TestEvents.raw;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.ecompulse.journal.Durability;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.KeptEntries;
import io.ecompulse.telemetry.Stage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A record without a row stands in the failed topic before a marker covers it; the partition goes on. */
final class LakeStagePoisonTest extends TracedLakeStage {
    private final Set<Long> poison = new HashSet<>(Set.of(1L));
    private final Promise<Durability> acknowledgement = Promise.promise();
    private Supplier<Error> error;
    private int reads;

    @BeforeEach
    void stumble() {
        stage = stumbling(LakeFixture.config(temp));
        stage.position(0);
    }

    private LakeStage stumbling(LakeConfig config) {
        return stage(config, store, (record, topic, partition) -> {
            if (poison.contains(record.offset())) {
                reads++;
                if (error != null) {
                    throw error.get();
                }
                throw new IllegalStateException("stumbled over jane@example.com");
            }
            return EventRow.read(record, topic, partition);
        });
    }

    @Test
    void itIsKeptBeforeAMarkerCoversIt() throws IOException {
        assertThat(stage.take(batch(0, 0, track(0, "a"), track(1, "b"), track(2, "c")))
                        .succeeded())
                .isTrue();
        stage.release(0, true);

        assertThat(trace.get(0)).isEqualTo("kept lake poison 0@1");
        assertThat(trace.get(1)).isEqualTo("acknowledged");
        assertThat(trace).contains("settled 0-3");
        assertThat(trace.indexOf("settled 0-3")).isGreaterThan(1);
        assertThat(committedOffsets(0)).containsExactly(0L, 2L);
        assertThat(reads).as("tried once more, alone").isEqualTo(2);
        assertThat(KeptEntries.header(kept.entries.get(0), "detail")).doesNotContain("jane");
    }

    @Test
    void noWindowIsSealedWhileItIsNotDurable() {
        kept.answer = acknowledgement::future;
        Future<Void> taken = stage.take(batch(0, 0, track(0, "a"), track(1, "b")));
        clock.advance(LakeFixture.AGE.plusSeconds(1));
        stage.tick(clock.instant());

        assertThat(taken.isComplete()).isFalse();
        assertThat(trace).containsExactly("kept lake poison 0@1");

        acknowledgement.complete(Durability.JOURNAL);

        assertThat(taken.succeeded()).isTrue();
        assertThat(trace).contains("acknowledged", "settled 0-2");
    }

    @Test
    void aBatchThatFillsSeveralWindowsStopsAtTheFirstSealUntilItIsDurable() throws IOException {
        long one = size(track(0, "a"));
        stage = stumbling(config(LakeFixture.AGE, one, 64 * LakeFixture.MIB));
        stage.position(0);
        kept.answer = acknowledgement::future;

        Future<Void> taken = stage.take(batch(0, 0, track(0, "a"), track(1, "b"), track(2, "c"), track(3, "d")));

        assertThat(trace).contains("settled 0-1", "kept lake poison 0@1").doesNotContain("settled 0-2");
        acknowledgement.complete(Durability.JOURNAL);
        assertThat(taken.succeeded()).isTrue();
        assertThat(trace).contains("settled 0-2", "settled 0-3", "settled 0-4");
        assertThat(committedOffsets(0)).containsExactly(0L, 2L, 3L);
    }

    @Test
    void whatAColumnMustHoldWholeAndHasNoRoomForIsKeptTheSameWay() throws IOException {
        stage.take(batch(0, 0, alias(0, 512), alias(2, 513), track(3, "c")));
        stage.release(0, true);

        assertThat(trace.get(0)).isEqualTo("kept lake overflow 0@2");
        assertThat(KeptEntries.header(kept.entries.get(0), "detail")).contains("previous_id");
        assertThat(trace).contains("settled 0-4");
        assertThat(committedOffsets(0)).containsExactly(0L, 3L);
        assertThat(meters.get("ecompulse.discarded.events")
                        .tag("reason", "overflow")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private static JournalRecord alias(long offset, int length) {
        return TestEvents.event(
                offset,
                "{\"type\":\"alias\",\"messageId\":\"" + offset + "\",\"userId\":\"u\",\"previousId\":\""
                        + "x".repeat(length) + "\"}");
    }

    @Test
    void aLaterHourBehindItWaitsAsWell() throws IOException {
        kept.answer = acknowledgement::future;
        Future<Void> taken = stage.take(batch(0, 0, track(0, "a"), track(1, "b"), later(2)));

        assertThat(trace).containsExactly("kept lake poison 0@1");
        acknowledgement.complete(Durability.JOURNAL);
        stage.release(0, true);

        assertThat(taken.succeeded()).isTrue();
        assertThat(trace).contains("settled 0-2", "settled 0-3");
        assertThat(committedOffsets(0)).containsExactly(0L, 2L);
    }

    @Test
    void nothingIsCommittedWhenTheFailedTopicCannotTakeItAndItIsReadAgain() throws IOException {
        kept.answer = () -> Future.failedFuture("Kafka is away");
        assertThat(stage.take(batch(0, 0, track(0, "a"), track(1, "b"))).cause())
                .hasMessage("Kafka is away");
        assertThat(stage.problem()).contains("Kafka is away");
        clock.advance(LakeFixture.AGE.plusSeconds(1));
        stage.tick(clock.instant());
        stage.release(0, false);
        assertThat(trace).containsExactly("kept lake poison 0@1");
        assertThat(spooled()).isEmpty();

        kept.answer = () -> Future.succeededFuture(Durability.JOURNAL);
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a"), track(1, "b")));
        stage.release(0, true);

        assertThat(committedOffsets(0)).containsExactly(0L);
        assertThat(discarded("poison")).isEqualTo(1);
    }

    @Test
    void whatIsNoEnvelopeIsKeptAsUnreadable() throws IOException {
        poison.clear();
        stage.take(batch(0, 0, raw(0, new byte[0]), raw(1, new byte[] {(byte) 0xff}), track(2, "c")));
        stage.release(0, true);

        assertThat(trace).startsWith("kept lake unreadable 0@0", "kept lake unreadable 0@1", "acknowledged");
        assertThat(committedOffsets(0)).containsExactly(2L);
        assertThat(chain.at(TOPIC, 0, 0).orElseThrow().unreadable()).isEqualTo(2);
        assertThat(discarded("unreadable")).isEqualTo(2);
    }

    @Test
    void aStackThatIsTooSmallForARecordIsTheRecordsFault() {
        error = StackOverflowError::new;

        assertThat(stage.take(batch(0, 0, track(0, "a"), track(1, "b"))).succeeded())
                .isTrue();
        assertThat(trace).startsWith("kept lake poison 0@1");
    }

    @Test
    void memoryThatIsGoneIsNotTheRecordsFault() {
        error = () -> new OutOfMemoryError("for the test");

        assertThatThrownBy(() -> stage.take(batch(0, 0, track(0, "a"), track(1, "b"))))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(kept.entries).isEmpty();
    }

    /** I4: its window misses records, so no tick, budget or end may seal it; the reader asks anew where to go on. */
    @Test
    void aWindowThatAnErrorCutIsNeverSealed() throws IOException {
        error = () -> new LinkageError("for the test");
        assertThatThrownBy(() -> stage.take(batch(0, 0, track(0, "a"), track(1, "b"), track(2, "c"))))
                .isInstanceOf(LinkageError.class);

        clock.advance(LakeFixture.AGE.plusSeconds(1));
        stage.tick(clock.instant());
        stage.sealLargest();
        stage.release(0, true);

        assertThat(chain.at(TOPIC, 0, 0)).isEmpty();
        assertThat(stage.heldBytes()).isZero();

        poison.clear();
        stage.position(0);
        stage.take(batch(0, 0, track(0, "a"), track(1, "b"), track(2, "c")));
        stage.release(0, true);
        assertThat(committedOffsets(0)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void theBudgetPassesOverAWindowThatMayNotBeSealedYet() {
        stage = stumbling(config(LakeFixture.AGE, LakeFixture.MIB, 1));
        failed = kept.failed(Stage.LAKE);
        stage.position(0);
        stage.position(1);
        kept.answer = acknowledgement::future;
        Future<Void> waiting = stage.take(batch(0, 0, track(0, "a"), track(1, "b")));

        boolean other = assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> stage.take(batch(1, 0, track(0, "a"))).succeeded());

        assertThat(other).isTrue();
        assertThat(trace).contains("settled 1-1").doesNotContain("settled 0-2");
        acknowledgement.complete(Durability.JOURNAL);
        assertThat(waiting.succeeded()).isTrue();
        assertThat(trace).contains("settled 0-2");
    }

    private static io.ecompulse.journal.JournalRecord later(long offset) {
        return TestEvents.event(
                offset,
                "{\"type\":\"page\",\"messageId\":\"later\",\"anonymousId\":\"anon\"}",
                TestEvents.NOON.plus(Duration.ofHours(1)));
    }

    private double discarded(String reason) {
        return meters.counter("ecompulse.discarded.events", "stage", "lake", "reason", reason)
                .count();
    }
}
