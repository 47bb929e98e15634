package io.ecompulse.journal;

import static io.ecompulse.journal.Journals.event;

import io.ecompulse.dev.EmbeddedKafka;
import io.ecompulse.telemetry.Health;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Readers of a topic of their own on a real broker, with a stage that records. */
abstract class ReaderOnKafka {
    @TempDir
    static Path data;

    static EmbeddedKafka kafka;
    private static final AtomicInteger TESTS = new AtomicInteger();

    final Vertx vertx = Vertx.vertx();
    final Health health = new Health();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final RecordingStage.Store store = new RecordingStage.Store();
    final RecordingStage stage = new RecordingStage(store);
    final List<JournalReader> readers = new ArrayList<>();
    String topic;
    KafkaJournal journal;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.start(data);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void name(TestInfo test) {
        topic = "t" + TESTS.incrementAndGet();
    }

    @AfterEach
    void close() throws Exception {
        for (JournalReader reader : readers) {
            reader.close().await(60, TimeUnit.SECONDS);
        }
        journal.close().await(30, TimeUnit.SECONDS);
        vertx.close().await();
    }

    KafkaJournal journal(int partitions, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "journal.kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "journal.topic.events",
                topic,
                "journal.topic.create",
                "true",
                "journal.topic.partitions",
                Integer.toString(partitions),
                "journal.topic.replication",
                "1"));
        settings.addAll(List.of(more));
        JournalConfig config = Journals.config(settings.toArray(String[]::new));
        return KafkaJournal.open(vertx, config, registry, InstantSource.system(), health)
                .await(30, TimeUnit.SECONDS);
    }

    JournalReader read(RecordingStage by, String... settings) throws Exception {
        if (settings.length > 0) {
            journal.close().await(30, TimeUnit.SECONDS);
            journal = journal(1, settings);
        }
        JournalReader reader = journal.reader(Stage.LAKE, "group-" + topic);
        readers.add(reader);
        reader.open(by).await(30, TimeUnit.SECONDS);
        return reader;
    }

    void append(String prefix, int from, int to) throws Exception {
        List<JournalEntry> entries = new ArrayList<>();
        for (int i = from; i < to; i++) {
            entries.add(event("visitor" + i % 50, prefix + i));
        }
        journal.append(entries).await(30, TimeUnit.SECONDS);
    }

    static List<String> ids(String prefix, int from, int to) {
        List<String> ids = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ids.add(prefix + i);
        }
        return ids;
    }
}
