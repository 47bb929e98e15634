package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.edge.bot.BotCheck;
import io.ecompulse.edge.protocol.Batch;
import io.ecompulse.edge.protocol.Call;
import io.ecompulse.edge.protocol.Refusal;
import io.ecompulse.edge.protocol.SegmentProtocol;
import io.ecompulse.event.RejectReason;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of things behind every door. */
class IntakeTest {
    private static final Intake.Origin ORIGIN = new Intake.Origin(
            TestEdge.source("dev", "k", IpPolicy.KEEP), Sender.of("203.0.113.7", "agent", null), "segment");

    private final ByteBudget budget = new ByteBudget(64 * 1024 * 1024);
    private final FakeJournal journal = new FakeJournal();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final EdgeConfig config = TestEdge.config(Map.of("edge.event.bytes.max", "200", "edge.recent.age", "60s"));
    private final Intake intake = new Intake(
            config,
            new EdgeServices(
                    TestEdge::sources,
                    () -> SuppressedSubjects.NONE,
                    journal,
                    registry,
                    new Health(),
                    InstantSource.fixed(TestEdge.NOW),
                    nanos::get,
                    new Random(3),
                    "test"),
            new EdgeMeters(registry, () -> 0, () -> 0, () -> 0),
            BotCheck.read(16),
            null);
    private final List<String> trace = new ArrayList<>();

    @Test
    void answersOnlyAfterTheJournalHasAcknowledged() {
        journal.hold();

        intake.take(opened(track("a")), ORIGIN, budget.share()).onSuccess(answer -> trace.add("answered"));
        trace.add("appended");
        assertThat(sent()).isZero();
        trace.add("acknowledged");
        journal.acknowledge(0);

        assertThat(trace).containsExactly("appended", "acknowledged", "answered");
        assertThat(sent()).isEqualTo(1);
    }

    /** I9: a frame of a megabyte may grow to twenty with its context. */
    @Test
    void aStreamsLongBatchLeavesTheLoopToOthersInBetween() {
        Vertx vertx = Vertx.vertx();
        Promise<Boolean> judgedAtOnce = Promise.promise();
        vertx.runOnContext(loop -> {
            String[] long8 = Collections.nCopies(8, track("x".repeat(300_000))).toArray(String[]::new);
            intake.takeInTurn(opened(long8), ORIGIN, budget.share(), new Turns())
                    .onComplete(answered -> judgedAtOnce.tryComplete(true));
            judgedAtOnce.tryComplete(false);
        });

        assertThat(TestEdge.await(judgedAtOnce.future())).isFalse();
        TestEdge.await(vertx.close());
    }

    @Test
    void remembersAnIdOnlyAfterItsAppendIsAcknowledged() {
        journal.hold();
        Future<Answer> first = intake.take(opened(track("a")), ORIGIN, budget.share());

        Future<Answer> second = intake.take(opened(track("a")), ORIGIN, budget.share());
        assertThat(journal.heldAppends()).isEqualTo(2); // Not a duplicate yet: the first one may still be lost.
        journal.acknowledge(0);
        Future<Answer> third = intake.take(opened(track("a")), ORIGIN, budget.share());

        assertThat(first.result()).isInstanceOf(Answer.Taken.class);
        assertThat(second.isComplete()).isFalse();
        assertThat(((Answer.Taken) third.result()).duplicates()).isEqualTo(1);
        assertThat(journal.heldAppends()).isEqualTo(1);
    }

    @Test
    void remembersNothingOfAnAppendThatFailed() {
        journal.failWith(JournalUnavailable.failed("away", new IllegalStateException()));
        Answer refused = intake.take(opened(track("a"), track("a"), "17"), ORIGIN, budget.share())
                .result();
        journal.recover();
        Answer taken = intake.take(opened(track("a")), ORIGIN, budget.share()).result();

        assertThat(refused).isInstanceOfSatisfying(Answer.Refused.class, answer -> {
            assertThat(answer.reason()).isEqualTo(RejectReason.JOURNAL_UNAVAILABLE);
            assertThat(answer.retryAfterSeconds()).isBetween(10, 15);
        });
        assertThat(((Answer.Taken) taken).accepted()).isEqualTo(1);
        // I2: all three had one outcome, "retry".
        assertThat(discarded("journal_unavailable")).isEqualTo(3);
        assertThat(discarded("malformed")).isZero();
        assertThat(discarded("duplicate")).isZero();
    }

    @Test
    void forgetsAnIdAfterItsAge() {
        intake.take(opened(track("a")), ORIGIN, budget.share());
        nanos.set(59_999_999_999L);
        assertThat(accepted(track("a"))).isZero();
        nanos.set(60_000_000_000L);

        assertThat(accepted(track("a"))).isEqualTo(1);
    }

    @Test
    void otherContentUnderAKnownIdIsNoDuplicate() {
        String other = track("a").replace("\"type\"", "\"userId\":\"u-9\",\"type\"");

        assertThat(accepted(track("a"))).isEqualTo(1);
        Answer.Taken taken = (Answer.Taken) intake.take(opened(other, track("a"), other), ORIGIN, budget.share())
                .result();

        assertThat(taken.accepted()).isEqualTo(1);
        assertThat(taken.duplicates()).isEqualTo(2);
        assertThat(accepted(other)).isZero();
        assertThat(journal.entries(JournalTopic.EVENTS).stream()
                        .map(entry -> FakeJournal.header(entry, JournalEntry.FINGERPRINT))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void anEventOfAnotherSourceIsNoDuplicate() {
        intake.take(opened(track("a")), ORIGIN, budget.share());
        Intake.Origin other =
                new Intake.Origin(TestEdge.source("other", "o", IpPolicy.KEEP), ORIGIN.sender(), "segment");

        assertThat(((Answer.Taken) intake.take(opened(track("a")), other, budget.share())
                                .result())
                        .accepted())
                .isEqualTo(1);
    }

    @Test
    void acceptsAfterARejectedEventOfTheSameId() {
        String nameless = "{\"type\":\"track\",\"userId\":\"u\",\"messageId\":\"a\"}";

        Answer.Taken taken = (Answer.Taken) intake.take(opened(nameless, track("a")), ORIGIN, budget.share())
                .result();

        assertThat(taken.accepted()).isEqualTo(1);
        assertThat(taken.rejected()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"200,,200", "201,201,200"})
    void cutsWhatItKeepsOfAFailedEvent(int length, String truncated, int kept) {
        String item = "\"" + "x".repeat(length - 2) + "\"";

        intake.take(opened(item), ORIGIN, budget.share());

        var failed = journal.entries(JournalTopic.FAILED).get(0);
        assertThat(failed.value()).hasSize(kept);
        assertThat(FakeJournal.header(failed, "truncated")).isEqualTo(truncated);
        assertThat(FakeJournal.header(failed, "id")).isNull();
        assertThat(FakeJournal.text(failed.key())).matches("dev:[0-9a-f-]{36}");
    }

    @Test
    void refusesAnUnreadableBodyOnlyAfterItIsKept() {
        journal.hold();
        Future<Answer> answer =
                intake.keep(utf8("nonsense"), new Refusal(RejectReason.MALFORMED, "not JSON"), ORIGIN, budget.share());

        assertThat(answer.isComplete()).isFalse();
        journal.acknowledge(0);

        assertThat(((Answer.Refused) answer.result()).reason()).isEqualTo(RejectReason.MALFORMED);
        assertThat(discarded("malformed")).isEqualTo(1);
    }

    @Test
    void asksForAnUnreadableBodyAgainWhenItCouldNotBeKept() {
        journal.failWith(JournalUnavailable.overloaded("full"));

        Answer answer = intake.keep(
                        utf8("nonsense"), new Refusal(RejectReason.MALFORMED, "not JSON"), ORIGIN, budget.share())
                .result();

        assertThat(((Answer.Refused) answer).reason()).isEqualTo(RejectReason.OVERLOADED);
    }

    @ParameterizedTest
    @CsvSource({"500,true", "501,false"})
    void letsTheLoopBreatheWhileItJudgesALargeBatch(int events, boolean atOnce) {
        Vertx vertx = Vertx.vertx();
        String[] tracks =
                IntStream.range(0, events).mapToObj(i -> track("e" + i)).toArray(String[]::new);
        Batch batch =
                (Batch) new SegmentProtocol(TestEdge.config(Map.of()).events()).open(utf8(batch(tracks)), Call.BATCH);

        Promise<List<Integer>> seen = Promise.promise();
        vertx.runOnContext(loop -> {
            Future<Answer> answer = intake.take(batch, ORIGIN, budget.share());
            int inOneGo = journal.ids().size();
            answer.map(done -> List.of(inOneGo, journal.ids().size())).onComplete(seen);
        });

        assertThat(TestEdge.await(seen.future())).containsExactly(atOnce ? events : 0, events);
        assertThat(journal.ids()).startsWith("e0", "e1").endsWith("e" + (events - 1));
        TestEdge.await(vertx.close());
    }

    private int accepted(String event) {
        return ((Answer.Taken)
                        intake.take(opened(event), ORIGIN, budget.share()).result())
                .accepted();
    }

    private Batch opened(String... events) {
        return (Batch) new SegmentProtocol(config.events()).open(utf8(batch(events)), Call.BATCH);
    }

    private double sent() {
        return registry.get("ecompulse.sent.events").counter().count();
    }

    private double discarded(String reason) {
        Counter counter = registry.find("ecompulse.discarded.events")
                .tag("reason", reason)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
