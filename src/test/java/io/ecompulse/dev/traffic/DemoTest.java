package io.ecompulse.dev.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    private FakeDoor door;

    @BeforeEach
    void open() throws Exception {
        door = new FakeDoor();
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void sendsBatchesWithTheWriteKeyThroughThePublicDoor() throws Exception {
        Demo demo = start(100);

        await().atMost(LONG_ENOUGH).until(() -> door.accepted().size() >= 100);
        finish(demo.stop());

        assertThat(door.keys()).containsOnly("Basic ZGV2LXdyaXRlLWtleTo=");
        assertThat(door.requests()).isLessThanOrEqualTo(door.accepted().size() / 20);
        assertThat(door.accepted().stream().map(event -> event.getString("messageId")))
                .doesNotHaveDuplicates();
    }

    @Test
    void makesExactlyTheEventsOfItsSeedWhenBatchesWereRefused() throws Exception {
        door.refusing(503, 429);
        Demo demo = start(50);

        await().atMost(LONG_ENOUGH).until(() -> door.accepted().size() >= 60);
        finish(demo.stop());

        ShopTraffic same = traffic();
        assertThat(door.accepted())
                .containsExactlyInAnyOrderElementsOf(door.accepted().stream()
                        .map(event -> new JsonObject(same.next()))
                        .toList());
    }

    @Test
    void restsAsLongAsTheServerAsks() throws Exception {
        door.refusing(503);
        Demo demo = start(50);

        await().atMost(LONG_ENOUGH).until(() -> door.requests() == 1);
        await().during(Duration.ofMillis(600)).atMost(LONG_ENOUGH).until(() -> door.requests() == 1);
        await().atMost(LONG_ENOUGH).until(() -> door.requests() > 1);
        finish(demo.stop());
    }

    @Test
    void neverHasMoreThanItsBoundUnderWayWhenNobodyAnswers() throws Exception {
        door.fallSilent();
        Demo demo = start(1_000);

        await().atMost(LONG_ENOUGH).until(() -> door.requests() == Demo.BATCHES_MAX);
        await().during(Duration.ofSeconds(1)).atMost(LONG_ENOUGH).until(() -> door.requests() == Demo.BATCHES_MAX);

        finish(demo.stop());
    }

    @Test
    void goesOnWhenABatchIsRefusedForGood() throws Exception {
        door.refusing(400);
        Demo demo = start(50);

        await().atMost(LONG_ENOUGH).until(() -> door.accepted().size() >= 20);
        finish(demo.stop());
    }

    @Test
    void stopsBeforeItsFirstTickAndSendsNothing() throws Exception {
        finish(start(1_000).stop());

        await().during(Duration.ofMillis(500)).atMost(LONG_ENOUGH).until(() -> door.requests() == 0);
    }

    private Demo start(int eventsPerSecond) {
        return Demo.start(door.vertx(), traffic(), door.port(), eventsPerSecond, "dev-write-key");
    }

    private static ShopTraffic traffic() {
        return new ShopTraffic(new Random(5), InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z")));
    }

    private static void finish(Future<Void> stopped) throws Exception {
        stopped.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
