package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.e2e.Door.Packing;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ids that a client used for two events each, over HTTP and WebSocket, with every event sent three times: both events of an id
 * are kept and flagged everywhere, and what was sent again is dropped.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConflictIT {
    private static final int IDS = 5;
    private static final int EVENTS = 2 * IDS;

    private Vertx vertx;
    private DevProcess dev;
    private QueryApi api;
    private long edgeDuplicates;

    @BeforeAll
    void sendEverythingAndWaitUntilItIsSettled(@TempDir Path data) throws Exception {
        vertx = Vertx.vertx();
        // A memory of one identity at the edge, so that almost all that is sent again reaches the readers.
        dev = DevProcess.start(data, "--set", "edge.recent.ids.max=1");
        api = new QueryApi(dev);
        List<Item> first = new ArrayList<>();
        List<Item> second = new ArrayList<>();
        for (int id = 0; id < IDS; id++) {
            first.add(event("c-" + id, "Product Viewed", "2026-11-23T16:00:00.000Z"));
            second.add(event("c-" + id, "Product Added", "2026-11-23T16:00:00.000Z"));
        }
        Stream stream = Stream.open(vertx, dev.http());
        took(new Door().batch(dev.http(), first, Packing.PLAIN).body());
        took(stream.batch(second));
        // Again, each the other way, with what a library writes anew.
        took(stream.batch(later(first)));
        took(new Door().batch(dev.http(), later(second), Packing.GZIP_BY_HEADER).body());
        // And both at once.
        List<Item> both = new ArrayList<>(second);
        both.addAll(first);
        took(new Door().batch(dev.http(), both, Packing.PLAIN).body());
        stream.close();
        await("everything in the journal counted, stored and loaded")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> settled(data));
    }

    @AfterAll
    void stop() throws Exception {
        if (dev != null) {
            dev.kill9WithRedis();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void redisCountsBothEventsOfAnIdAndEachOnce() throws Exception {
        JsonObject totals = api.totals();

        assertThat(totals.getJsonObject("events").getLong("total")).isEqualTo(EVENTS);
        assertThat(totals.getJsonObject("events").getJsonObject("byName"))
                .isEqualTo(new JsonObject().put("Product Added", IDS).put("Product Viewed", IDS));
        assertThat(totals.getLong("conflicts")).isEqualTo(IDS);
        assertThat(totals.getLong("duplicates") + edgeDuplicates).isEqualTo(2 * EVENTS);
    }

    @Test
    void theLakeHoldsBothEventsOfAnIdAndSaysWhatRedisSays() throws Exception {
        LakeChain chain = LakeChain.read(dev.data());

        assertThat(chain.eventIds()).hasSize(EVENTS).doesNotHaveDuplicates();
        assertThat(chain.eventIds().stream().filter(id -> id.matches("c-\\d~[0-9a-f]{16}")))
                .hasSize(IDS);
        assertThat(chain.conflicts()).isEqualTo(api.totals().getLong("conflicts"));
        assertThat(chain.duplicates()).isEqualTo(api.totals().getLong("duplicates"));
    }

    @Test
    void theWarehouseHoldsTheSecondOneUnderAnIdOfItsOwn() throws Exception {
        String pairs = "select count(*), count(distinct a.event_id) from events a join events b"
                + " on b.conflict_of = a.event_id and starts_with(b.event_id, a.event_id || '~')"
                + " where a.conflict_of is null and a.event_name = 'Product Viewed' and b.event_name = 'Product Added'";

        assertThat(api.row(pairs)).isEqualTo(new JsonArray().add(IDS).add(IDS));
        assertThat(api.row("select count(*), count(conflict_of) from events"))
                .isEqualTo(new JsonArray().add(EVENTS).add(IDS));
    }

    private void took(JsonObject answer) {
        assertThat(answer.getInteger("rejected")).as(answer.encode()).isZero();
        edgeDuplicates += answer.getInteger("duplicates");
    }

    private static List<Item> later(List<Item> items) {
        return items.stream()
                .map(item -> new Item(item.id(), item.json().replace("16:00:00", "16:05:00"), null))
                .toList();
    }

    private static Item event(String id, String name, String sentAt) {
        String json = "{\"type\":\"track\",\"event\":\"" + name + "\",\"messageId\":\"" + id
                + "\",\"anonymousId\":\"anna\",\"sentAt\":\"" + sentAt + "\",\"properties\":{\"sku\":\"TEA\"}}";
        return new Item(id, json, null);
    }

    private boolean settled(Path data) throws Exception {
        try (Journal journal = Journal.of(data)) {
            JsonObject totals = api.totals();
            long counted = totals.getJsonObject("events").getLong("total") + totals.getLong("duplicates");
            LakeChain chain = LakeChain.read(data);
            return counted == journal.events()
                    && chain.records() == journal.events()
                    && api.row("select count(*) from events").getLong(0) == chain.rows("events");
        }
    }
}
