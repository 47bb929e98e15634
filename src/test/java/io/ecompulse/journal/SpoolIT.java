package io.ecompulse.journal;

import static io.ecompulse.journal.Journals.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.dev.EmbeddedKafka;
import io.ecompulse.journal.spool.DiskSpool;
import io.ecompulse.journal.spool.Spool;
import io.ecompulse.journal.spool.SpoolConfig;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka goes, the spool takes over, and everything comes to Kafka in the end: with a real broker and a real disk. */
class SpoolIT {
    @TempDir
    Path data;

    private final Vertx vertx = Vertx.vertx();
    private final Health health = new Health();
    private final List<String> expected = new ArrayList<>();
    private EmbeddedKafka kafka;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start(data.resolve("kafka"));
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await();
        kafka.close();
    }

    @Test
    void takesWhatKafkaCannotAndBringsItThereWhenItIsBack() throws Exception {
        SpoolingJournal journal = open();
        assertThat(append(journal, "before", 10)).containsOnly(Durability.JOURNAL);
        int port = kafka.port();
        kafka.close();

        assertThat(append(journal, "first", 1)).containsExactly(Durability.SPOOL);
        long began = System.nanoTime();
        assertThat(append(journal, "away", 200)).containsOnly(Durability.SPOOL);
        // 200 appends one after the other: had each waited for Kafka's silence, this would have been ten minutes.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        assertThat(health.findings().get("journal").problem()).isNull();

        kafka = EmbeddedKafka.start(data.resolve("kafka"), port);
        await().atMost(Duration.ofSeconds(60)).until(() -> new HashSet<>(ids()).containsAll(expected));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> append(journal, "after", 1).contains(Durability.JOURNAL));
        journal.close().await();
        assertThat(new HashSet<>(ids())).isEqualTo(new HashSet<>(expected));
    }

    @Test
    void theNextProcessOnTheVolumeBringsWhatTheLastOneLeft() throws Exception {
        SpoolingJournal killed = open();
        append(killed, "before", 1);
        int port = kafka.port();
        kafka.close();
        assertThat(append(killed, "away", 100)).containsOnly(Durability.SPOOL);
        killed.close().await();

        kafka = EmbeddedKafka.start(data.resolve("kafka"), port);
        SpoolingJournal next = open();

        await().atMost(Duration.ofSeconds(60)).until(() -> new HashSet<>(ids()).containsAll(expected));
        next.close().await();
        // In their order, each visitor in one partition: here there is one.
        List<String> away =
                ids().stream().filter(id -> id.startsWith("away")).distinct().toList();
        assertThat(away).isEqualTo(expected.subList(1, expected.size()));
    }

    private List<String> ids() {
        return TopicContent.ids(kafka, "ecompulse.events");
    }

    private List<Durability> append(Journal journal, String name, int count) throws Exception {
        List<Durability> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = name + "-" + expected.size();
            answers.add(
                    journal.append(List.of(event("v", id)), Durability.SPOOL).await(30, TimeUnit.SECONDS));
            expected.add(id);
        }
        return answers;
    }

    private SpoolingJournal open() throws Exception {
        JournalConfig config = Journals.config(
                "journal.kafka.bootstrap.servers", kafka.bootstrapServers(),
                "journal.kafka.reconnect.backoff.max.ms", "200",
                "journal.topic.create", "true",
                "journal.topic.partitions", "4",
                "journal.topic.replication", "1",
                "journal.breaker.silence", "1s",
                "journal.breaker.cooldown", "500ms");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        SpoolConfig.Disk disk = new SpoolConfig.Disk(32 << 20, 1 << 20, 1 << 20, 1 << 20);
        KafkaJournal opened = KafkaJournal.open(vertx, config.forEdge(), registry, InstantSource.system(), health)
                .await(30, TimeUnit.SECONDS);
        Spool spool = DiskSpool.open(data.resolve("spool"), disk, InstantSource.system(), () -> {
            throw new AssertionError("the disk failed");
        });
        SpoolingJournal.Parts parts =
                new SpoolingJournal.Parts(vertx, config, spool, Durability.SPOOL, registry, InstantSource.system());
        return SpoolingJournal.over(new BreakingJournal(opened, config, registry), parts, health);
    }
}
