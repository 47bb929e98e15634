package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.telemetry.Stage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What a reader delivers when nothing fails, and how it shares a group. */
class ReaderDeliveryIT extends ReaderOnKafka {
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
    void readsAgainWithoutAnyNewRecordWhenTheStageSaysThatItsStoreWentBack() throws Exception {
        journal = journal(1);
        append("a", 0, 100);
        JournalReader reader = read(stage);
        await().untilAsserted(() -> assertThat(store.ids()).hasSize(100));

        store.positions.clear();
        reader.rewind(7, "not held");
        reader.rewind(0, "the store is empty");

        await().untilAsserted(() -> assertThat(store.ids()).hasSize(200));
        assertThat(store.ids().subList(100, 200)).isEqualTo(ids("a", 0, 100));
        assertThat(store.duplicates()).isEmpty();
        assertThat(stage.trace.stream().filter(step -> !step.startsWith("take")))
                .containsExactly("position 0", "drop 0", "position 0");
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
}
