package io.ecompulse.journal;

import static io.ecompulse.journal.Journals.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.dev.EmbeddedKafka;
import io.ecompulse.telemetry.Health;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class ReaderIT {
    @TempDir
    static Path data;

    private static EmbeddedKafka kafka;
    private static final AtomicInteger TESTS = new AtomicInteger();

    private final Vertx vertx = Vertx.vertx();
    private final Health health = new Health();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RecordingStage.Store store = new RecordingStage.Store();
    private final RecordingStage stage = new RecordingStage(store);
    private final List<JournalReader> readers = new ArrayList<>();
    private String topic;
    private KafkaJournal journal;

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

    @Test
    void deliversEverythingOnceAndInOrderInAChainWithoutHoles() throws Exception {
        journal = journal(1);
        append("a", 0, 500);
        JournalReader reader = read(stage);
        append("a", 500, 1000);

        await().untilAsserted(() -> assertThat(store.ids()).hasSize(1000));

        assertThat(store.ids()).isEqualTo(ids("a", 0, 1000));
        assertThat(stage.trace.get(0)).isEqualTo("position 0");
        assertThat(stage.taken.get(0).start()).isZero();
        for (int i = 1; i < stage.taken.size(); i++) {
            assertThat(stage.taken.get(i).start())
                    .isEqualTo(stage.taken.get(i - 1).end());
        }
        reader.close().await();
        assertThat(stage.trace).endsWith("finish 0");
    }

    @Test
    void goesOnWhereTheStageSaysAndKnowsTheDuplicatesOfWhatWasReadBefore() throws Exception {
        journal = journal(1);
        append("a", 0, 100);
        JournalReader first = read(stage);
        await().untilAsserted(() -> assertThat(store.ids()).hasSize(100));
        first.close().await();
        append("a", 50, 150);

        RecordingStage next = new RecordingStage(store);
        read(next);

        await().untilAsserted(() -> assertThat(store.ids()).hasSize(200));
        assertThat(next.taken.get(0).start()).isEqualTo(100);
        assertThat(store.duplicates()).isEqualTo(ids("a", 50, 100));
    }

    @Test
    void knowsDuplicatesWhenItBeginsAtTheEndOfTheLog() throws Exception {
        journal = journal(1);
        append("a", 0, 10);
        store.positions.put(0, 10L);
        read(stage);
        await().until(() -> stage.trace.contains("position 0"));

        append("a", 9, 11);

        await().untilAsserted(() -> assertThat(store.ids()).containsExactly("a9", "a10"));
        assertThat(store.duplicates()).containsExactly("a9");
        assertThat(stage.taken.get(0).start()).isEqualTo(10);
    }

    @Test
    void readsAgainFromThePositionWhenTheStageFails() throws Exception {
        journal = journal(1);
        AtomicBoolean failed = new AtomicBoolean();
        stage.before = batch -> batch.end() > 60 && !failed.getAndSet(true)
                ? Future.failedFuture(new IllegalStateException("disk full"))
                : Future.succeededFuture();
        read(stage, "journal.reader.poll.records.max", "50");
        append("a", 0, 200);
        append("a", 0, 10);

        await().untilAsserted(() -> assertThat(store.ids()).hasSize(210));

        assertThat(store.ids().subList(0, 200)).isEqualTo(ids("a", 0, 200));
        assertThat(store.duplicates()).isEqualTo(ids("a", 0, 10));
        int dropped = stage.trace.indexOf("drop 0");
        assertThat(stage.trace.get(dropped + 1)).isEqualTo("position 0");
        assertThat(stage.trace.get(dropped + 2)).startsWith("take 0 [" + reads(stage.trace.get(dropped - 1)) + ",");
        assertThat(registry.get("ecompulse.reader.rewinds").counter().count()).isEqualTo(1);
    }

    @Test
    void readsAgainAtOnceWhenTheStoreIsElsewhere() throws Exception {
        journal = journal(1);
        append("a", 0, 100);
        AtomicBoolean moved = new AtomicBoolean();
        stage.before = batch -> {
            if (!moved.getAndSet(true)) {
                store.positions.put(0, 70L);
            }
            return Future.succeededFuture();
        };
        read(stage, "journal.reader.backoff.min", "1h", "journal.reader.backoff.max", "1h");

        await().untilAsserted(() -> assertThat(store.ids()).isEqualTo(ids("a", 70, 100)));
    }

    @Test
    void waitsForTheStageBeforeAPartitionGoesToAnotherReader() throws Exception {
        journal = journal(4);
        append("a", 0, 1000);
        RecordingStage other = new RecordingStage(store);
        Set<Integer> held = new HashSet<>();
        for (RecordingStage each : List.of(stage, other)) {
            each.onRelease = partition -> {
                // A slow end: whoever comes next must not have asked for the position before it.
                Promise<Void> finished = Promise.promise();
                vertx.setTimer(300, fired -> {
                    each.trace.add("finished " + partition);
                    finished.complete();
                });
                return finished.future();
            };
        }
        read(stage);
        await().untilAsserted(() -> assertThat(store.ids()).hasSize(1000));
        read(other);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> other.trace.stream().anyMatch(step -> step.startsWith("position")));
        stage.trace.stream()
                .filter(step -> step.startsWith("finished"))
                .forEach(step -> held.add(Integer.parseInt(step.substring(9))));
        List<Integer> asked = other.trace.stream()
                .filter(step -> step.startsWith("position"))
                .map(step -> Integer.parseInt(step.substring(9)))
                .toList();
        assertThat(held).containsAll(asked);

        append("b", 0, 1000);
        await().untilAsserted(() -> assertThat(store.ids()).hasSize(2000));
        readers.remove(0).close().await();
        append("c", 0, 1000);

        await().untilAsserted(() -> assertThat(store.ids()).hasSize(3000));
        assertThat(new HashSet<>(store.ids())).hasSize(3000);
        assertThat(store.duplicates()).isEmpty();
    }

    @Test
    void pausesButKeepsItsPlaceInTheGroupWhileTheStageIsSlow() throws Exception {
        journal = journal(1);
        Promise<Void> gate = Promise.promise();
        stage.before = batch -> gate.future();
        read(
                stage,
                "journal.reader.buffer.bytes",
                "20KiB",
                "journal.reader.poll.records.max",
                "20",
                "journal.kafka.max.poll.interval.ms",
                "2000",
                "journal.kafka.session.timeout.ms",
                "6000");
        append("a", 0, 2000);
        await().until(() -> stage.trace.size() == 2);

        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(10)).until(() -> stage.trace.size() == 2);
        assertThat(registry.get("ecompulse.reader.buffer.bytes").gauge().value())
                .isBetween(20_000.0, 30_000.0);

        gate.complete();
        await().untilAsserted(() -> assertThat(store.ids()).isEqualTo(ids("a", 0, 2000)));
        assertThat(stage.trace).noneMatch(step -> step.startsWith("drop") || step.startsWith("finish"));
        assertThat(registry.get("ecompulse.reader.buffer.bytes").gauge().value())
                .isZero();
    }

    @Test
    void commitsWhatWasSettledAndNothingElse() throws Exception {
        journal = journal(1);
        append("a", 0, 100);
        JournalReader reader = read(stage);
        await().untilAsserted(() -> assertThat(store.ids()).hasSize(100));
        reader.settled(0, 40);
        reader.close().await();

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets("group-" + topic)
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS);
            assertThat(committed.get(new TopicPartition(topic, 0)).offset()).isEqualTo(40);
        }
    }

    @Test
    void stopsAndSaysSoWhenTheStageIsBeyondTheEnd() throws Exception {
        journal = journal(1);
        append("a", 0, 10);
        store.positions.put(0, 11L);
        read(stage);

        await().untilAsserted(() -> assertThat(
                        health.findings().get("reader.group-" + topic).problem())
                .contains("ends at 10, but the stage has read up to 11"));
        assertThat(health.isReady()).isFalse();
        await().during(Duration.ofSeconds(1)).until(() -> stage.trace.equals(List.of("position 0")));
    }

    @Test
    void goesOnAfterWhatExpiredUnreadWithoutAHoleInTheChain() throws Exception {
        journal = journal(1);
        append("a", 0, 100);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(60)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        store.positions.put(0, 20L);
        read(stage);

        await().untilAsserted(() -> assertThat(store.ids()).isEqualTo(ids("a", 60, 100)));
        assertThat(stage.taken.get(0).start()).isEqualTo(20);
        assertThat(registry.get("ecompulse.reader.expired.events").counter().count())
                .isEqualTo(40);
    }

    @Test
    void asksAgainWhileTheStageDoesNotKnowItsPosition() throws Exception {
        journal = journal(1);
        append("a", 0, 10);
        AtomicInteger asked = new AtomicInteger();
        stage.positions = partition -> asked.incrementAndGet() < 3
                ? Future.failedFuture(new IllegalStateException("Redis is away"))
                : Future.succeededFuture(OptionalLong.empty());
        read(stage);

        await().untilAsserted(() -> assertThat(store.ids()).hasSize(10));
        assertThat(stage.trace).startsWith("position 0", "position 0", "position 0", "take 0 [0,10)");
    }

    @Test
    void aMemberStartedAgainUnderItsIdTakesItsPartitionsBackAtOnceAndTheOldOneDropsThem() throws Exception {
        journal = journal(1);
        append("a", 0, 100);
        read(stage, "journal.reader.instance.id", "pod-0", "journal.kafka.session.timeout.ms", "45000");
        await().untilAsserted(() -> assertThat(store.ids()).hasSize(100));

        RecordingStage again = new RecordingStage(store);
        JournalReader second = journal.reader(Stage.LAKE, "group-" + topic);
        readers.add(second);
        second.open(again).await(30, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(20)).until(() -> again.trace.contains("position 0"));
        await().atMost(Duration.ofSeconds(20)).until(() -> stage.trace.contains("drop 0"));
        append("b", 0, 100);

        await().untilAsserted(() -> assertThat(store.ids()).hasSize(200));
        assertThat(again.taken.get(0).start()).isEqualTo(100);
        assertThat(new HashSet<>(store.ids())).hasSize(200);
    }

    @Test
    void callsTheStageOnItsOwnContextOnly() throws Exception {
        journal = journal(2);
        append("a", 0, 100);
        Set<Context> seen = ConcurrentHashMap.newKeySet();
        stage.before = batch -> {
            seen.add(Vertx.currentContext());
            return Future.succeededFuture();
        };
        Context home = vertx.getOrCreateContext();
        JournalReader reader = journal.reader(Stage.LAKE, "group-" + topic);
        readers.add(reader);
        Promise<Void> opened = Promise.promise();
        home.runOnContext(on -> reader.open(stage).onComplete(opened));
        opened.future().await(30, TimeUnit.SECONDS);

        await().untilAsserted(() -> assertThat(store.ids()).hasSize(100));
        assertThat(seen).containsExactly(home);
    }

    private KafkaJournal journal(int partitions, String... more) throws Exception {
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

    private JournalReader read(RecordingStage by, String... settings) throws Exception {
        if (settings.length > 0) {
            journal.close().await(30, TimeUnit.SECONDS);
            journal = journal(1, settings);
        }
        JournalReader reader = journal.reader(Stage.LAKE, "group-" + topic);
        readers.add(reader);
        reader.open(by).await(30, TimeUnit.SECONDS);
        return reader;
    }

    private void append(String prefix, int from, int to) throws Exception {
        List<JournalEntry> entries = new ArrayList<>();
        for (int i = from; i < to; i++) {
            entries.add(event("visitor" + i % 50, prefix + i));
        }
        journal.append(entries).await(30, TimeUnit.SECONDS);
    }

    private static List<String> ids(String prefix, int from, int to) {
        List<String> ids = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ids.add(prefix + i);
        }
        return ids;
    }

    private static String reads(String take) {
        return take.substring(take.indexOf('[') + 1, take.indexOf(','));
    }
}
