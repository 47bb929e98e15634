package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.telemetry.Stage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What a reader does when its stage fails, is slow or elsewhere, or when records are gone. */
class ReaderFaultIT extends ReaderOnKafka {
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
    void stopsAndSaysSoWhenTheStageIsBeyondTheEnd() throws Exception {
        journal = journal(1);
        append("a", 0, 10);
        store.positions.put(0, 11L);
        read(stage);

        await().untilAsserted(() -> assertThat(
                        health.findings().get("reader." + Stage.LAKE.tag()).problem())
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

    private static String reads(String take) {
        return take.substring(take.indexOf('[') + 1, take.indexOf(','));
    }
}
