package io.ecompulse.journal;

import static io.ecompulse.journal.Journals.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ecompulse.journal.JournalUnavailable.Why;
import io.ecompulse.journal.spool.SpoolUnavailable;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpoolingJournalTest {
    private static final Instant DRAINED_AT = Instant.parse("2026-03-01T10:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final MockClock time = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, time);
    private final Health health = new Health();
    private final ScriptedJournal kafka = new ScriptedJournal();
    private final MemorySpool spool = new MemorySpool();
    private final SpoolingJournal journal = SpoolingJournal.over(
            new BreakingJournal(kafka, Journals.config(), registry),
            new SpoolingJournal.Parts(
                    vertx,
                    Journals.config("spool.drain.bytes", "150", "spool.drain.close.timeout", "500ms"),
                    spool,
                    Durability.SPOOL,
                    registry,
                    InstantSource.fixed(DRAINED_AT)),
            health);

    @AfterEach
    void close() {
        journal.close().await();
        vertx.close().await();
    }

    @Test
    void leavesTheSpoolAloneWhileKafkaAcknowledges() {
        assertThat(append("1")).isEqualTo(Durability.JOURNAL);

        assertThat(kafka.acknowledged()).containsExactly("1");
        assertThat(spool.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Why.class,
            names = {"REFUSED", "SILENT", "OVERLOADED"})
    void spoolsWhatKafkaDidNotAcknowledge(Why why) {
        kafka.failWith(why);

        assertThat(append("1")).isEqualTo(Durability.SPOOL);

        assertThat(spool.size()).isEqualTo(1);
        assertThat(registry.get("ecompulse.spool.appended.records").counter().count())
                .isEqualTo(1);
    }

    @Test
    void answersOnlyOnceTheSpoolSaysThatItIsStored() {
        kafka.failWith(Why.SILENT);
        spool.hold();

        Future<Durability> answer = journal.append(List.of(event("v", "1")), Durability.SPOOL);
        await().until(() -> spool.size() == 1);
        assertThat(answer.isComplete()).isFalse();
        spool.release();

        assertThat(answer.await()).isEqualTo(Durability.SPOOL);
    }

    @Test
    void triesKafkaNoMoreOnceItWasSilent() {
        kafka.failWith(Why.SILENT);

        append("1");
        append("2");

        assertThat(kafka.appends()).containsExactly(List.of("1"));
        assertThat(spool.size()).isEqualTo(2);
    }

    @Test
    void keepsNothingInTheSpoolForThoseWhoWantKafka() {
        kafka.failWith(Why.SILENT);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> journal.append(List.of(event("v", "1")), Durability.JOURNAL)
                            .await())
                    .isInstanceOfSatisfying(
                            JournalUnavailable.class,
                            fault -> assertThat(fault.why()).isEqualTo(Why.SILENT));
        }
        assertThatThrownBy(() -> journal.append(List.of(event("v", "1"))).await())
                .isInstanceOf(JournalUnavailable.class);

        assertThat(spool.size()).isZero();
    }

    @Test
    void doesNotSpoolWhatKafkaWillNeverTake() {
        kafka.failWith(Why.UNFIT);

        assertThatThrownBy(() -> append("1")).isInstanceOf(JournalUnavailable.class);

        assertThat(spool.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"FULL, SPOOL_FULL", "FAILING, SPOOL_FAILING", "BUSY, OVERLOADED", "CLOSED, REFUSED"})
    void namesWhyTheSpoolDidNotTakeIt(SpoolUnavailable.Why spoolWhy, Why why) {
        kafka.failWith(Why.SILENT);
        spool.refuse(spoolWhy);

        assertThatThrownBy(() -> append("1"))
                .isInstanceOfSatisfying(
                        JournalUnavailable.class,
                        fault -> assertThat(fault.why()).isEqualTo(why));
        assertThat(registry.get("ecompulse.spool.refused.records").counter().count())
                .isEqualTo(1);
    }

    @Test
    void isReadyWithoutKafkaAsLongAsTheSpoolTakesWhatComes() {
        kafka.failWith(Why.SILENT);
        append("1");
        assertThat(health.isReady()).isTrue();

        spool.report("the spool is full");
        assertThat(health.isReady()).isFalse();
        assertThat(health.findings().get("journal").problem()).isEqualTo("Kafka is away, and the spool is full");

        comesBack();
        await().until(() -> spool.left() == 0);
        assertThat(health.isReady()).isTrue();
        assertThat(health.findings().get("spool").problem()).isEqualTo("the spool is full");
    }

    @Test
    void bringsTheSpoolToKafkaInItsOrderStampedWithTheTimeOfBringing() {
        kafka.failWith(Why.SILENT);
        for (int i = 0; i < 20; i++) {
            append("e" + i);
        }

        comesBack();

        await().until(() -> spool.left() == 0);
        assertThat(kafka.acknowledged())
                .containsExactly(
                        "e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8", "e9", "e10", "e11", "e12", "e13", "e14",
                        "e15", "e16", "e17", "e18", "e19");
        assertThat(kafka.entries()).allMatch(entry -> entry.timestamp() == DRAINED_AT.toEpochMilli());
        assertThat(registry.get("ecompulse.spool.drained.records").counter().count())
                .isEqualTo(20);
        assertThat(append("live")).isEqualTo(Durability.JOURNAL);
    }

    @Test
    void aChunkThatKafkaDidNotAcknowledgeIsBroughtAgain() {
        kafka.failWith(Why.SILENT);
        append("1");
        append("2");
        kafka.failWith(Why.REFUSED);
        time.add(Duration.ofSeconds(5));
        await().until(() -> spool.calls().contains("rewound"));
        assertThat(spool.left()).isEqualTo(2);

        comesBack();

        await().until(() -> spool.left() == 0);
        assertThat(kafka.acknowledged()).containsExactly("1", "2");
    }

    @Test
    void setsAsideWhatKafkaWillNeverTakeAndGoesOn() {
        kafka.failWith(Why.SILENT);
        append("1");
        append("poison");
        append("3");
        kafka.answer(entries ->
                entries.stream().anyMatch(entry -> ScriptedJournal.id(entry).equals("poison"))
                        ? Future.failedFuture(JournalUnavailable.of(Why.UNFIT, "too large"))
                        : Future.succeededFuture());
        time.add(Duration.ofSeconds(5)); // Once: the probe itself meets the poison.

        await().until(() -> spool.left() == 0);
        assertThat(kafka.acknowledged()).containsExactly("1", "3");
        assertThat(spool.aside()).hasSize(1);
        assertThat(EntryBytes.entry(spool.aside().get(0), 0).headers())
                .extracting(header -> Journals.text(header.value()))
                .containsExactly("poison");
    }

    @Test
    void setsAsideWhatIsNoEntryAndGoesOn() {
        kafka.failWith(Why.SILENT);
        append("1");
        spool.append(List.of(new byte[] {9, 9, 9}));
        append("3");

        comesBack();

        await().until(() -> spool.left() == 0);
        assertThat(kafka.acknowledged()).containsExactly("1", "3");
        assertThat(spool.aside()).containsExactly(new byte[] {9, 9, 9});
    }

    @Test
    void aCloseDrainsWhatKafkaTakesThenClosesKafkaAndTheSpool() {
        kafka.failWith(Why.OVERLOADED);
        for (int i = 0; i < 20; i++) {
            append("e" + i);
        }
        kafka.recover();

        journal.close().await();

        assertThat(spool.left()).isZero();
        assertThat(kafka.isClosed()).isTrue();
        assertThat(spool.calls()).endsWith("closed");
    }

    @Test
    void aCloseDoesNotWaitForAKafkaThatNeverAnswers() {
        kafka.failWith(Why.OVERLOADED);
        append("1");
        Promise<Durability> never = Promise.promise();
        kafka.answer(entries -> never.future());
        await().until(() -> kafka.appends().size() > 1);

        journal.close().await();

        assertThat(spool.left()).isEqualTo(1);
        assertThat(spool.calls()).endsWith("closed");
    }

    private Durability append(String id) {
        return journal.append(List.of(event("v", id)), Durability.SPOOL).await();
    }

    private void comesBack() {
        kafka.recover();
        time.add(Duration.ofSeconds(5));
    }
}
