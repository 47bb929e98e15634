package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty thousand events with known ids, in every way that a client can send them, are counted and stored once each in
 * every place that promises to. Run again with {@code -De2e.seed=…} to repeat what a failure printed.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ExactAccountingIT {
    private static final int EVENTS = 20_000;
    private static final int COURIERS = 4;
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);

    private final Ledger ledger = new Ledger();
    private final List<Item> sent = new ArrayList<>();
    private Vertx vertx;
    private DevProcess dev;
    private QueryApi api;
    private long edgeDuplicates;

    @BeforeAll
    void sendEverythingAndWaitUntilItIsSettled(@TempDir Path data) throws Exception {
        long seed = Long.getLong("e2e.seed", System.nanoTime());
        System.out.println("ExactAccountingIT: repeat with -De2e.seed=" + seed);
        vertx = Vertx.vertx();
        // A short memory at the edge, so that the readers' windows get duplicates to find as well.
        dev = DevProcess.start(data, "--set", "edge.recent.ids.max=1000");
        api = new QueryApi(dev);

        ExecutorService couriers = Executors.newFixedThreadPool(COURIERS);
        List<Future<Integer>> deliveries = new ArrayList<>();
        for (int courier = 0; courier < COURIERS; courier++) {
            List<Shipment> plan = Shipment.plan(seed + courier, EVENTS / COURIERS, courier == 0);
            plan.forEach(shipment -> sent.addAll(shipment.items()));
            deliveries.add(couriers.submit(() -> new Courier(vertx, dev.http(), ledger).deliver(plan)));
        }
        for (Future<Integer> delivery : deliveries) {
            edgeDuplicates += delivery.get(5, TimeUnit.MINUTES);
        }
        couriers.shutdown();
        await("everything in the journal counted, stored and loaded")
                .atMost(SETTLED_WITHIN)
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
    void everySoundEventWasAcknowledgedAndNoOther() {
        Set<String> sound = new TreeSet<>();
        sent.stream().filter(Item::isSound).forEach(item -> sound.add(item.id()));

        assertThat(ledger.acked()).hasSize(EVENTS).isEqualTo(sound);
        assertThat(ledger.unknown()).isEmpty();
    }

    @Test
    void theTotalsAreWhatWasAcknowledged() throws Exception {
        assertThat(api.totals().getJsonObject("events").getLong("total")).isEqualTo(EVENTS);
        assertThat(Sales.told(api.totals())).isEqualTo(Sales.of(ledger.ackedItems()));
    }

    @Test
    void theCommittedFilesHoldEveryAcknowledgedIdOnce() throws Exception {
        LakeChain chain = LakeChain.read(dev.data());

        assertThat(Difference.between(chain.eventIds(), ledger.acked())).isEqualTo(Difference.NONE);
        assertThat(chain.rows("events")).isEqualTo(EVENTS);
    }

    @Test
    void theWarehouseHoldsEveryAcknowledgedIdOnce() throws Exception {
        String sums = "select count(*), count(distinct event_id), cast(sum(hash(event_id)) as varchar) from ";

        assertThat(api.row(sums + "events").encode()).isEqualTo(sumsOf(sums, ledger.acked()));
    }

    @Test
    void theFailedTopicHoldsExactlyTheMalformedOnes() throws Exception {
        List<Journal.Failed> failed;
        try (Journal journal = Journal.of(dev.data())) {
            failed = journal.failed();
        }

        assertThat(failed)
                .containsExactlyInAnyOrderElementsOf(sent.stream()
                        .filter(item -> !item.isSound())
                        .map(item -> new Journal.Failed(item.json(), item.reason(), item.id()))
                        .toList());
        assertThat(failed).hasSizeGreaterThan(EVENTS / 200);
    }

    @Test
    void everyRepetitionIsSeenAsADuplicateSomewhere() throws Exception {
        Set<String> once = new HashSet<>();
        long repetitions = sent.stream()
                .filter(Item::isSound)
                .filter(item -> !once.add(item.id()))
                .count();
        long lakeDuplicates = LakeChain.read(dev.data()).duplicates();

        assertThat(repetitions).isBetween(EVENTS / 40L, EVENTS / 10L);
        assertThat(edgeDuplicates + lakeDuplicates).isEqualTo(repetitions);
        assertThat(api.totals().getLong("duplicates")).isEqualTo(lakeDuplicates);
        assertThat(edgeDuplicates).isPositive();
        assertThat(lakeDuplicates).isPositive();
    }

    /** Every record of the journal has passed every reader, so that nothing can change any more. */
    private boolean settled(Path data) throws Exception {
        try (Journal journal = Journal.of(data)) {
            LakeChain chain = LakeChain.read(data);
            JsonObject totals = api.totals();
            long counted = totals.getJsonObject("events").getLong("total") + totals.getLong("duplicates");
            long loaded = api.row("select count(*) from events").getLong(0);
            return counted == journal.events()
                    && chain.records() == journal.events()
                    && (loaded == EVENTS || loaded == chain.rows("events"));
        }
    }

    /** The same sums over ids that only we know, by the same database in this process. */
    private static String sumsOf(String sums, Set<String> ids) throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                PreparedStatement sql =
                        duck.prepareStatement(sums + "(select unnest(string_split(?, ',')) as event_id)")) {
            sql.setString(1, String.join(",", ids));
            try (ResultSet row = sql.executeQuery()) {
                row.next();
                return new JsonArray()
                        .add(row.getLong(1))
                        .add(row.getLong(2))
                        .add(row.getString(3))
                        .encode();
            }
        }
    }
}
