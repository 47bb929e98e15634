package io.ecompulse.journal;

import static io.ecompulse.journal.Journals.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Errors, which are no exceptions: in a send they cost one append, in the sending thread itself they end it in the open. */
class AppendSenderEndTest {
    private final Vertx vertx = Vertx.vertx();
    private final ErringProducer kafka = new ErringProducer();
    private final JournalConfig config = Journals.config();
    private final KafkaSilence silence = new KafkaSilence(config.silenceMax(), () -> 0);
    private volatile boolean clockBroken;
    private final AppendSender sender = new AppendSender(
            kafka, config, silence, new StageMeters(new SimpleMeterRegistry(), Stage.JOURNAL), this::nanos);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void anErrorInASendFailsItsAppendAndTheNextOneGoesOut() {
        kafka.before = new UnsatisfiedLinkError("no zstd here");
        Append first = accepted("1", "2");
        Append second = accepted("3");

        sender.stop();
        sender.run();
        kafka.completeNext();

        await().until(() -> first.future().isComplete() && second.future().isComplete());
        assertThat(first.future().cause())
                .isInstanceOf(JournalUnavailable.class)
                .hasRootCauseInstanceOf(UnsatisfiedLinkError.class);
        assertThat(second.future().result()).isEqualTo(Durability.JOURNAL);
        assertThat(kafka.history()).hasSize(1);
        assertThat(sender.bytesInFlight()).isZero();
        assertThat(silence.problem()).isNull();
    }

    @Test
    void anErrorAfterTheRecordWasTakenSettlesItsAppendOnce() {
        kafka.after = new StackOverflowError();
        Append append = accepted("1", "2", "3");

        sender.stop();
        sender.run();
        kafka.completeNext();

        await().until(() -> append.future().isComplete());
        assertThat(append.future().failed()).isTrue();
        assertThat(sender.bytesInFlight()).isZero();
    }

    @Test
    void theEndOfTheThreadAnswersEveryAppendAndIsAProblemForGood() {
        kafka.onSend = () -> clockBroken = true;
        Append atHand = accepted("1", "2");
        Append waiting = accepted("3");

        sender.run();
        clockBroken = false;
        Append later = accepted("4");

        for (Append append : List.of(atHand, waiting, later)) {
            await().until(() -> append.future().isComplete());
            assertThat(append.future().cause())
                    .isInstanceOf(JournalUnavailable.class)
                    .hasRootCauseMessage("the clock broke");
            assertThat(((JournalUnavailable) append.future().cause()).isOverloaded())
                    .isFalse();
        }
        kafka.completeNext();
        kafka.completeNext();
        assertThat(sender.bytesInFlight()).isZero();
        silence.acknowledged();
        assertThat(silence.problem())
                .startsWith("The journal's sending thread ended")
                .contains("the clock broke");
    }

    @Test
    void anInterruptThatNoStopAskedForIsSuchAnEnd() throws InterruptedException {
        Thread thread = new Thread(sender, "test-sender");
        thread.start();

        thread.interrupt();
        thread.join();

        assertThat(silence.problem()).startsWith("The journal's sending thread ended");
    }

    @Test
    void anInterruptAfterAStopIsNone() throws InterruptedException {
        Append append = accepted("1");
        sender.stop();
        Thread thread = new Thread(sender, "test-sender");
        kafka.onSend = thread::interrupt;
        thread.start();
        thread.join();

        assertThat(silence.problem()).isNull();
        kafka.completeNext();
        await().until(() -> append.future().succeeded());
    }

    private Append accepted(String... ids) {
        List<JournalEntry> entries =
                List.of(ids).stream().map(id -> event("v", id)).toList();
        long bytes = entries.stream().mapToLong(JournalEntry::size).sum();
        Append append = new Append(vertx.getOrCreateContext(), entries, bytes, 0);
        sender.accept(append);
        return append;
    }

    private long nanos() {
        if (clockBroken) {
            throw new AssertionError("the clock broke");
        }
        return 0;
    }

    /** A producer whose send throws what it was given, once, before or after it took the record. */
    private static final class ErringProducer extends MockProducer<byte[], byte[]> {
        private Error before;
        private Error after;
        private Runnable onSend = () -> {};

        ErringProducer() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            Error early = before;
            before = null;
            if (early != null) {
                throw early;
            }
            Future<RecordMetadata> sent = super.send(record, callback);
            onSend.run();
            Error late = after;
            after = null;
            if (late != null) {
                throw late;
            }
            return sent;
        }
    }
}
