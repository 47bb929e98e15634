package io.ecompulse.journal;

import static io.ecompulse.journal.Journals.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppendSenderTest {
    private static final JournalEntry ONE = event("v", "1");
    private static final JournalEntry TWO = event("v", "2");

    private final Vertx vertx = Vertx.vertx();
    private final Context caller = vertx.getOrCreateContext();
    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void completesOnlyWhenEveryEntryIsAcknowledged() {
        Running running = running();
        Future<Durability> answer = running.append(ONE, TWO);
        await().until(() -> kafka.history().size() == 2);

        kafka.completeNext();
        assertThat(answer.isComplete()).isFalse();
        kafka.completeNext();

        await().until(answer::isComplete);
        assertThat(answer.result()).isEqualTo(Durability.JOURNAL);
        assertThat(running.sender.bytesInFlight()).isZero();
        running.stop();
    }

    @Test
    void failsWhenOneEntryOfSeveralFails() {
        Running running = running();
        Future<Durability> answer = running.append(ONE, TWO);
        await().until(() -> kafka.history().size() == 2);

        kafka.errorNext(new NotEnoughReplicasException("too few"));
        kafka.completeNext();

        await().until(answer::isComplete);
        assertThat(answer.cause()).isInstanceOf(JournalUnavailable.class).hasRootCauseMessage("too few");
        assertThat(((JournalUnavailable) answer.cause()).isOverloaded()).isFalse();
        assertThat(running.sender.bytesInFlight()).isZero();
        running.stop();
    }

    @Test
    void sendsNoMoreOfAnAppendOnceAnEntryCouldNotBeSent() {
        kafka.sendException = new org.apache.kafka.common.KafkaException("no metadata");
        Running running = running();

        Future<Durability> answer = running.append(ONE, TWO);

        await().until(answer::isComplete);
        assertThat(answer.cause()).isInstanceOf(JournalUnavailable.class).hasRootCauseMessage("no metadata");
        assertThat(kafka.history()).isEmpty();
        running.stop();
    }

    @Test
    void keepsTheOrderInWhichAppendsCame() {
        Running running = running();
        for (int i = 0; i < 100; i++) {
            running.append(event("v", "a" + i), event("v", "b" + i));
        }
        await().until(() -> kafka.history().size() == 200);

        assertThat(kafka.history())
                .extracting(
                        sent -> Journals.text(sent.headers().lastHeader("id").value()))
                .startsWith("a0", "b0", "a1", "b1")
                .endsWith("a99", "b99");
        running.stop();
    }

    @Test
    void takesBytesUpToTheBoundAndRefusesTheOneTooMany() {
        AppendSender full = sender(
                "journal.append.bytes.max", Long.toString(ONE.size() * 2L),
                "journal.record.bytes.max", Long.toString(ONE.size()));
        Append first = append(ONE);
        Append second = append(ONE);
        Append third = append(ONE);

        full.accept(first);
        full.accept(second);
        full.accept(third);

        await().until(() -> third.future().isComplete());
        assertThat(((JournalUnavailable) third.future().cause()).isOverloaded()).isTrue();
        assertThat(first.future().isComplete()).isFalse();
        assertThat(second.future().isComplete()).isFalse();
        assertThat(full.bytesInFlight()).isEqualTo(ONE.size() * 2L);
    }

    @Test
    void takesAppendsUpToTheQueuesBoundAndRefusesTheOneTooMany() {
        AppendSender full = sender("journal.append.queue.max", "1");
        Append first = append(ONE);
        Append second = append(ONE);

        full.accept(first);
        full.accept(second);

        await().until(() -> second.future().isComplete());
        assertThat(((JournalUnavailable) second.future().cause()).isOverloaded())
                .isTrue();
        assertThat(first.future().isComplete()).isFalse();
        assertThat(full.bytesInFlight()).isEqualTo(ONE.size());
    }

    @Test
    void failsAnAppendThatKafkasClientNeverAnswersButKeepsItsBytesReserved() {
        Running running = running("journal.append.timeout", "15s");
        Future<Durability> answer = running.append(ONE);
        await().until(() -> kafka.history().size() == 1);

        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(answer.isComplete()).isFalse();
        nanos.addAndGet(1);

        await().until(answer::isComplete);
        assertThat(answer.cause()).isInstanceOf(JournalUnavailable.class);
        assertThat(running.sender.bytesInFlight()).isEqualTo(ONE.size());
        kafka.completeNext();
        assertThat(running.sender.bytesInFlight()).isZero();
        running.stop();
    }

    @Test
    void answersOnTheContextOfTheCaller() {
        Running running = running();
        AtomicReference<Context> answeredOn = new AtomicReference<>();
        running.append(ONE).onComplete(done -> answeredOn.set(Vertx.currentContext()));
        await().until(() -> kafka.history().size() == 1);

        kafka.completeNext();

        await().untilAsserted(() -> assertThat(answeredOn.get()).isSameAs(caller));
        running.stop();
    }

    @Test
    void sendsWhatWaitsBeforeItStopsAndFailsWhatComesLater() {
        AppendSender sender = sender();
        Append before = append(ONE);
        Append after = append(TWO);
        sender.accept(before);
        sender.stop();
        sender.run();
        sender.accept(after);

        assertThat(kafka.history()).hasSize(1);
        await().until(() -> after.future().isComplete());
        assertThat(after.future().failed()).isTrue();
        assertThat(sender.bytesInFlight()).isEqualTo(ONE.size());
    }

    @Test
    void abandonsWhatHasNoAnswerAtTheEnd() {
        AppendSender sender = sender();
        Append append = append(ONE);
        sender.accept(append);

        sender.abandon();

        await().until(() -> append.future().isComplete());
        assertThat(append.future().failed()).isTrue();
    }

    private Append append(JournalEntry... entries) {
        long bytes = 0;
        for (JournalEntry entry : entries) {
            bytes += entry.size();
        }
        return new Append(caller, List.of(entries), bytes, nanos.get());
    }

    private AppendSender sender(String... settings) {
        JournalConfig config = Journals.config(settings);
        return new AppendSender(
                kafka,
                config,
                new KafkaSilence(config.silenceMax(), nanos::get),
                new StageMeters(registry, Stage.JOURNAL),
                nanos::get);
    }

    private Running running(String... settings) {
        AppendSender sender = sender(settings);
        Thread thread = new Thread(sender, "test-sender");
        thread.start();
        return new Running(sender, thread);
    }

    private final class Running {
        private final AppendSender sender;
        private final Thread thread;

        Running(AppendSender sender, Thread thread) {
            this.sender = sender;
            this.thread = thread;
        }

        Future<Durability> append(JournalEntry... entries) {
            Append append = AppendSenderTest.this.append(entries);
            sender.accept(append);
            return append.future();
        }

        void stop() {
            sender.stop();
            await().until(() -> !thread.isAlive());
        }
    }
}
