package io.ecompulse.journal;

import static io.ecompulse.journal.Journals.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ecompulse.dev.EmbeddedKafka;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendIT {
    @TempDir
    Path data;

    private final Vertx vertx = Vertx.vertx();
    private final Health health = new Health();
    private EmbeddedKafka kafka;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start(data);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await();
        kafka.close();
    }

    @Test
    void createsTheTopicsAndAnswersWhenTheEventStandsInThem() throws Exception {
        KafkaJournal journal = open();

        Durability durability =
                journal.append(List.of(event("v", "1"), event("v", "2"))).await();

        assertThat(durability).isEqualTo(Durability.JOURNAL);
        assertThat(TopicContent.ids(kafka, "ecompulse.events")).containsExactly("1", "2");
        assertThat(health.isReady()).isTrue();
        journal.close().await();
    }

    @Test
    void failsWithinItsBoundAndBlocksNoEventLoopWhileTheBrokerIsAway() throws Exception {
        KafkaJournal journal = open(
                "journal.append.timeout", "4s",
                "journal.kafka.delivery.timeout.ms", "3000",
                "journal.kafka.request.timeout.ms", "1000");
        journal.append(List.of(event("v", "1"))).await();
        int port = kafka.port();
        kafka.close();

        Heartbeat heartbeat = new Heartbeat();
        Context loop = vertx.getOrCreateContext();
        List<Future<Durability>> answers = new ArrayList<>();
        Promise<Void> asked = Promise.promise();
        loop.runOnContext(home -> {
            heartbeat.start();
            for (int i = 0; i < 1_000; i++) {
                answers.add(journal.append(List.of(event("v", "lost" + i), event("w", "lost" + i))));
            }
            asked.complete();
        });
        asked.future().await();
        long before = System.nanoTime();
        Throwable reason = Future.join(answers)
                .otherwiseEmpty()
                .map(all -> answers.get(0).cause())
                .await();

        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before)).isLessThan(8);
        assertThat(reason).isInstanceOf(JournalUnavailable.class);
        assertThat(answers).allMatch(Future::failed);
        assertThat(heartbeat.longestMillis()).isLessThan(500);

        kafka = EmbeddedKafka.start(data, port);
        appendUntilAcknowledged(journal, event("v", "2"));
        assertThat(TopicContent.ids(kafka, "ecompulse.events"))
                .startsWith("1")
                .endsWith("2")
                .containsOnly("1", "2");
        journal.close().await();
    }

    @Test
    void saysHowToCreateATopicThatItMayNotCreateItself() throws Exception {
        assertThatThrownBy(() -> open("journal.topic.create", "false"))
                .hasMessageContaining("Topic ecompulse.events does not exist; create it: kafka-topics.sh")
                .hasMessageEndingWith("--replication-factor 1 --config min.insync.replicas=1");
        assertThatThrownBy(() -> open("journal.topic.create", "false", "journal.topic.replication", "3"))
                .hasMessageEndingWith("--replication-factor 3 --config min.insync.replicas=2");
    }

    @Test
    void givesTheTopicsItCreatesTheirInsyncReplicas() throws Exception {
        open().close().await();

        for (String topic : List.of("ecompulse.events", "ecompulse.failed")) {
            ConfigEntry insync = setting(topic, "min.insync.replicas");
            assertThat(insync.value()).isEqualTo("1");
            assertThat(insync.source()).isEqualTo(ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG);
        }
    }

    @Test
    void refusesATopicThatDoesNotLetItsRecordsThrough() throws Exception {
        create("ecompulse.events", Map.of("max.message.bytes", "99999"));

        assertThatThrownBy(() -> open("journal.record.bytes.max", "100000"))
                .hasMessageContaining("max.message.bytes=99999, less than journal.record.bytes.max=100000");
        open("journal.record.bytes.max", "99999").close().await();
    }

    @Test
    void refusesATopicThatForgetsInsideTheDeduplicationWindow() throws Exception {
        create("ecompulse.events", Map.of("retention.ms", "599999"));

        assertThatThrownBy(() -> open("journal.dedup.window", "10m"))
                .hasMessageContaining("retention.ms=599999, less than journal.dedup.window=600000 ms");
        open("journal.dedup.window", "599999ms").close().await();
    }

    @Test
    void refusesAfterItsClose() throws Exception {
        KafkaJournal journal = open();
        journal.close().await();

        assertThatThrownBy(() -> journal.append(List.of(event("v", "1"))).await())
                .isInstanceOf(JournalUnavailable.class);
    }

    @Test
    void sendsWhatWasAppendedBeforeItCloses() throws Exception {
        KafkaJournal journal = open();
        List<Future<Durability>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(journal.append(List.of(event("v", "e" + i))));
        }

        journal.close().await();

        Future.all(answers).await();
        assertThat(TopicContent.ids(kafka, "ecompulse.events")).hasSize(500);
    }

    /** As a client does: a broker that just came back may need longer than one append's bound to lead its partitions. */
    private static void appendUntilAcknowledged(KafkaJournal journal, JournalEntry event) {
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(JournalUnavailable.class)
                .until(() -> {
                    journal.append(List.of(event)).await();
                    return true;
                });
    }

    private KafkaJournal open(String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "journal.kafka.bootstrap.servers", kafka.bootstrapServers(),
                "journal.topic.create", "true",
                "journal.topic.partitions", "4",
                "journal.topic.replication", "1"));
        settings.addAll(List.of(more));
        JournalConfig config = Journals.config(settings.toArray(String[]::new));
        return KafkaJournal.open(vertx, config, new SimpleMeterRegistry(), InstantSource.system(), health)
                .await(30, TimeUnit.SECONDS);
    }

    private void create(String topic, Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            NewTopic wanted = new NewTopic(topic, 1, (short) 1).configs(settings);
            admin.createTopics(List.of(wanted)).all().get(20, TimeUnit.SECONDS);
        }
    }

    private ConfigEntry setting(String topic, String key) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.describeConfigs(List.of(resource))
                    .all()
                    .get(20, TimeUnit.SECONDS)
                    .get(resource)
                    .get(key);
        }
    }

    /** Beats on an event loop; a gap between beats is a time in which that loop was blocked. */
    private final class Heartbeat {
        private final AtomicLong last = new AtomicLong();
        private final AtomicLong longest = new AtomicLong();

        void start() {
            last.set(System.nanoTime());
            vertx.setPeriodic(10, beat -> {
                long now = System.nanoTime();
                longest.accumulateAndGet(now - last.getAndSet(now), Math::max);
            });
        }

        long longestMillis() {
            return TimeUnit.NANOSECONDS.toMillis(longest.get());
        }
    }
}
