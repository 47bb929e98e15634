package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.ReadableChain;
import io.ecompulse.lake.TestEvents;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.ecompulse.warehouse.Reconciliation.Kind;
import io.ecompulse.warehouse.Reconciliation.Report;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A warehouse over a lake of which a part is compacted: what it holds, and what is told where it cannot go on. */
final class CompactedLakeTest {
    private static final String ORDER = "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"order\","
            + "\"properties\":{\"products\":[{\"sku\":\"TEA\"},{\"sku\":\"CUP\"}]}}";
    private static final List<String> IDS = List.of("a", "b", "c", "order");

    @TempDir
    Path temp;

    private final ManualClock clock = new ManualClock(NOON);
    private LakeFixture lake;
    private DuckDbWarehouse warehouse;
    private Marker one;
    private Marker two;
    private Marker three;

    @BeforeEach
    void fill() throws Exception {
        lake = new LakeFixture(temp);
        one = lake.commit(0, track(0, "a"));
        two = lake.commit(0, TestEvents.event(1, ORDER));
        three = lake.commit(0, track(2, "b"), track(3, "a"));
        lake.commit(0, track(4, "c"));
        warehouse = DuckDbWarehouse.open(DuckDbWarehouseTest.config(temp), lake.store(), clock);
        warehouse.prepare();
    }

    @AfterEach
    void close() throws Exception {
        warehouse.close();
    }

    @Test
    void anEmptyWarehouseLoadsWhatStandsForARun() throws Exception {
        Marker run = compactAndDelete();

        Loader loader = loader();
        passes(loader);

        assertThat(loader.problem()).isNull();
        assertThat(column("SELECT event_id FROM events ORDER BY 1")).isEqualTo(IDS);
        assertThat(column("SELECT sku FROM order_items ORDER BY line")).containsExactly("TEA", "CUP");
        assertThat(column("SELECT path FROM load_history WHERE end_position = 4"))
                .containsExactlyInAnyOrderElementsOf(
                        run.files().stream().map(Marker.File::path).toList());
        assertThat(report().differences()).isEmpty();
    }

    @Test
    void whatWaitsForItIsWhatItWillLoad() throws Exception {
        compactAndDelete();

        assertThat(report().sides())
                .extracting(Reconciliation.Side::waiting, Reconciliation.Side::waitingRows)
                .containsExactly(tuple(3L, 7L));
    }

    @Test
    void aWarehouseThatLoadedTheSmallFilesAgreesWithTheLakeBeforeAndAfterTheyGo() throws Exception {
        passes(loader());
        Report before = report();

        Marker run = lake.compact(NOON, one, two, three);
        assertThat(report()).isEqualTo(before);
        lake.deleteReplaced(run, one, two, three);

        assertThat(before.differences()).isEmpty();
        assertThat(report()).isEqualTo(before);
    }

    @Test
    void whatWasNeverLoadedIsStillFoundInARun() throws Exception {
        passes(loader());
        Marker run = lake.compact(NOON, one, two, three);
        lake.deleteReplaced(run, one, two, three);
        String path = three.files().get(0).path();

        change("DELETE FROM load_history WHERE path = '" + path + "'");

        assertThat(report().differences())
                .extracting(Reconciliation.Difference::kind, Reconciliation.Difference::path)
                .containsExactly(tuple(Kind.NEVER_LOADED, path));
    }

    @Test
    void aRunOfWhichNothingButASkippedFileWasReadIsNoDifference() throws Exception {
        Marker d = lake.commit(1, track(0, "d"));
        Marker e = lake.commit(1, track(1, "e"));
        Marker run = lake.compact(NOON, d, e);
        lake.deleteReplaced(run, d, e);
        Files.write(lake.store().local(run.files().get(0).path()).orElseThrow(), new byte[] {1, 2, 3});

        passes(loader());

        assertThat(warehouse.held()).extracting(HeldFile::skipped).containsExactly(true);
        assertThat(report().sides())
                .extracting(Reconciliation.Side::partition, Reconciliation.Side::skipped)
                .containsExactly(tuple(0, 0L), tuple(1, 1L));
        assertThat(report().differences()).isEmpty();
    }

    @Test
    void aRunThatWasLoadedBesideItsSmallFilesIsADifference() throws Exception {
        passes(loader());
        Marker run = lake.compact(NOON, one, two, three);
        change("INSERT INTO load_history SELECT '" + run.files().get(0).path()
                + "', table_name, table_version, topic, kafka_partition, 0, 4, bytes, rows, loaded_at"
                + " FROM load_history WHERE path = '" + one.files().get(0).path() + "'");

        assertThat(report().differences())
                .extracting(Reconciliation.Difference::kind)
                .contains(Kind.NOT_IN_CHAIN);
    }

    @Test
    void aWarehouseSetBackIntoARunGoesOnWithTheSmallFilesWhileTheyStand() throws Exception {
        load(new ChainSegment(List.of(one), true));
        lake.compact(NOON, one, two, three);

        passes(loader());

        assertThat(column("SELECT event_id FROM events ORDER BY 1")).isEqualTo(IDS);
        assertThat(report().differences()).isEmpty();
    }

    @Test
    void onceTheyAreGoneItStopsAndSaysWhereItCanGoOn() throws Exception {
        load(new ChainSegment(List.of(one), true));
        compactAndDelete();
        Loader loader = loader();

        passes(loader);

        assertThat(loader.problem())
                .contains("The link of " + TOPIC + "-0 at 1 lies inside the run [0,4)")
                .contains("only from 0 on");
        assertThat(column("SELECT event_id FROM events")).containsExactly("a");
        assertThat(warehouse.held()).isEmpty();

        change("DELETE FROM events");
        change("DELETE FROM load_history");
        change("UPDATE load_watermarks SET position = 0"); // As docs/lake.md says.
        clock.advance(Duration.ofMinutes(5));
        passes(loader);

        assertThat(loader.problem()).isNull();
        assertThat(column("SELECT event_id FROM events ORDER BY 1")).isEqualTo(IDS);
        assertThat(report().differences()).isEmpty();
    }

    @Test
    void aRunIsLoadedAgainInPlaceOfItsSmallFiles() throws Exception {
        passes(loader());
        compactAndDelete();
        List<String> counts = column("SELECT position || ' ' || rows FROM load_watermarks");
        change("DELETE FROM events WHERE event_id = 'b'");
        change("UPDATE order_items SET sku = 'wrong'");

        Reload.Done done = reload();

        assertThat(done).isEqualTo(new Reload.Done(1, 3, 7, 4, 1));
        assertThat(column("SELECT event_id FROM events ORDER BY 1")).isEqualTo(IDS);
        assertThat(column("SELECT sku FROM order_items ORDER BY line")).containsExactly("TEA", "CUP");
        assertThat(column("SELECT position || ' ' || rows FROM load_watermarks"))
                .isEqualTo(counts);
        assertThat(report().differences()).isEmpty();
        assertThat(reload()).isEqualTo(done);
    }

    @Test
    void ofARunThatIsLoadedInPartOnlyThatPartIsLoadedAgain() throws Exception {
        load(new ChainSegment(List.of(one, two), true));
        lake.compact(NOON, one, two, three);
        change("DELETE FROM events");

        assertThat(reload().records()).isEqualTo(2);
        assertThat(column("SELECT event_id FROM events ORDER BY 1")).containsExactly("a", "order");
        assertThat(report().differences()).isEmpty();
    }

    @Test
    void andIsRefusedOnceItsFilesAreGone() throws Exception {
        load(new ChainSegment(List.of(one, two), true));
        compactAndDelete();
        List<String> before = column("SELECT event_id FROM events ORDER BY 1");

        assertThatThrownBy(this::reload).hasMessageContaining("inside the run [0,4)");

        assertThat(column("SELECT event_id FROM events ORDER BY 1")).isEqualTo(before);
    }

    @Test
    void theLoadThatIsShownIsTheOneThatRuns() throws Exception {
        Marker run = compactAndDelete();

        List<String> shown = new LoadPlan(
                        LoadPlanConfig.of(RedshiftWarehouseTest.config("jdbc:redshift://h:1/d")),
                        new S3Folder(lake.store()),
                        clock)
                .next(List.of());

        assertThat(shown).anyMatch(line -> line.contains(run.files().get(0).path()));
        assertThat(shown).noneMatch(line -> line.contains(one.files().get(0).path()));
    }

    private Marker compactAndDelete() throws Exception {
        Marker run = lake.compact(NOON, one, two, three);
        lake.deleteReplaced(run, one, two, three);
        return run;
    }

    private void load(ChainSegment segment) throws Exception {
        warehouse.load(segment);
    }

    private static void passes(Loader loader) {
        for (int i = 0; i < 10; i++) {
            loader.pass();
        }
    }

    private Loader loader() {
        return new Loader(
                new ReadableChain(lake.store()),
                warehouse,
                config(),
                new StageMeters(new SimpleMeterRegistry(), Stage.WAREHOUSE),
                clock);
    }

    private static WarehouseConfig.Load config() {
        return new WarehouseConfig.Load(
                Duration.ofSeconds(1),
                10,
                1_000,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                3,
                WarehouseConfig.BadFile.SKIP,
                10);
    }

    private Reload.Done reload() throws Exception {
        return new Reload(new ReadableChain(lake.store()), warehouse, config())
                .run(NOON, false, (place, files, rows) -> {});
    }

    private Report report() throws Exception {
        return new Reconciliation(new ReadableChain(lake.store()), warehouse, Duration.ofMinutes(10), clock).run();
    }

    private List<String> column(String query) {
        return Tables.column(warehouse.database(), query);
    }

    private void change(String statement) throws Exception {
        try (Connection connection = warehouse.database().connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
