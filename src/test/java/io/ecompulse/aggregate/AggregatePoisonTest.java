package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.config;
import static io.ecompulse.aggregate.Shop.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.aggregate.AggregateStore.Verdict;
import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.KeptEntries;
import io.ecompulse.journal.Sighting;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that counting fails on stands in the failed topic before its position moves; the partition goes on. */
class AggregatePoisonTest {
    private final List<String> trace = new ArrayList<>();
    private final KeptEntries kept = new KeptEntries(trace);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Set<Long> poison = new HashSet<>(Set.of(1L));
    private Supplier<Throwable> fault = () -> new IllegalStateException("stumbled over jane@example.com");
    private Future<Verdict> verdict = Future.succeededFuture(new Verdict.Applied());
    private int reads;

    private final AggregateStage stage = new AggregateStage(
            config(),
            new Applied(),
            new AggregateStage.Outlet(
                    (partition, end) -> trace.add("settled " + partition + "@" + end),
                    kept.failed(Stage.AGGREGATE),
                    new AggregateMeters(registry)),
            () -> 0,
            record -> {
                if (poison.contains(record.offset())) {
                    reads++;
                    return raise(fault.get());
                }
                return Counted.of(record, config(), new Devices(1));
            });

    private final class Applied implements AggregateStore {
        @Override
        public Future<OptionalLong> position(int partition) {
            return Future.succeededFuture(OptionalLong.of(0));
        }

        @Override
        public Future<Void> rebuilding(int partition, long until) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Verdict> apply(Delta delta) {
            trace.add("applied " + delta.start() + "-" + delta.end() + " counting "
                    + delta.content().tally().counted());
            return verdict;
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> Counted raise(Throwable fault) throws E {
        throw (E) fault;
    }

    @BeforeEach
    void begin() {
        stage.position(0);
    }

    private Future<Void> take() {
        return stage.take(
                new JournalBatch("events", 0, 0, 3, List.of(page().record(0), page().record(1), page().record(2))));
    }

    @Test
    void itIsKeptWithStageAndPlaceBeforeThePositionMoves() {
        assertThat(take().succeeded()).isTrue();

        assertThat(trace)
                .containsExactly("kept aggregate poison 0@1", "acknowledged", "applied 0-3 counting 2", "settled 0@3");
        assertThat(reads).as("tried once more, alone").isEqualTo(2);
        assertThat(KeptEntries.header(kept.entries.get(0), "detail"))
                .startsWith("java.lang.IllegalStateException at ")
                .doesNotContain("jane");
        assertThat(discarded("poison")).isEqualTo(1);
        assertThat(discarded("unreadable")).isZero();
    }

    @Test
    void oneThatSucceedsWhenTriedAloneIsCounted() {
        fault = () -> {
            poison.clear();
            return new IllegalStateException("only once");
        };

        take();

        assertThat(trace).containsExactly("applied 0-3 counting 3", "settled 0@3");
    }

    @Test
    void nothingIsAppliedWhileTheFailedTopicCannotTakeIt() {
        kept.answer = () -> Future.failedFuture("Kafka is away");

        assertThat(take().cause()).hasMessage("Kafka is away");

        assertThat(trace).containsExactly("kept aggregate poison 0@1");
        assertThat(discarded("poison")).isZero();
    }

    @Test
    void aBatchThatIsReadAgainForAnotherReasonKeepsItOnce() {
        verdict = Future.failedFuture("Redis is away");
        assertThat(take().failed()).isTrue();
        verdict = Future.succeededFuture(new Verdict.Applied());

        assertThat(take().succeeded()).isTrue();

        assertThat(trace)
                .containsExactly(
                        "kept aggregate poison 0@1",
                        "acknowledged",
                        "applied 0-3 counting 2",
                        "applied 0-3 counting 2",
                        "settled 0@3");
        assertThat(discarded("poison")).isEqualTo(1);
    }

    @Test
    void aStackThatIsTooSmallForARecordIsTheRecordsFault() {
        fault = StackOverflowError::new;

        assertThat(take().succeeded()).isTrue();

        assertThat(trace).startsWith("kept aggregate poison 0@1", "acknowledged");
    }

    @Test
    void memoryThatIsGoneIsNotTheRecordsFault() {
        fault = () -> new OutOfMemoryError("for the test");

        Throwable cause = null;
        try {
            cause = take().cause();
        } catch (OutOfMemoryError thrown) {
            cause = thrown;
        }

        assertThat(cause).isInstanceOf(OutOfMemoryError.class);
        assertThat(trace).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "no JSON", "{\"v\":2,\"source\":\"dev\"}", "{\"v\":1,\"event\":7}", "[[[[[["})
    void whatIsNoEnvelopeIsKeptAsUnreadable(String value) {
        JournalRecord sound = page().record(0);
        JournalRecord foreign =
                new JournalRecord(0, sound.receivedAt(), sound.key(), sound.id(), Shop.utf8(value), 0, Sighting.FRESH);

        stage.take(new JournalBatch("events", 0, 0, 1, List.of(foreign)));

        assertThat(trace)
                .containsExactly(
                        "kept aggregate unreadable 0@0", "acknowledged", "applied 0-1 counting 0", "settled 0@1");
        assertThat(discarded("unreadable")).isEqualTo(1);
    }

    private double discarded(String reason) {
        return registry.counter("ecompulse.discarded.events", "stage", "aggregate", "reason", reason)
                .count();
    }
}
