package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.track;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.TestEvents;
import io.ecompulse.warehouse.standin.RedshiftStandIn;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract, through Amazon's driver, against a stand-in that executes Redshift's SQL and keeps its rules. */
final class RedshiftWarehouseTest extends WarehouseContract {
    private @Nullable RedshiftStandIn standIn;
    private final ManualClock clock = new ManualClock(NOON);

    @Override
    Warehouse open(LakeStore store) throws WarehouseFault {
        return RedshiftWarehouse.open(config(cluster(store).url()), new S3Folder(store), clock);
    }

    private RedshiftStandIn cluster(LakeStore store) {
        RedshiftStandIn running = standIn;
        if (running == null) {
            try {
                running = RedshiftStandIn.start(temp, new S3Folder(store));
            } catch (IOException | SQLException fault) {
                throw new IllegalStateException(fault);
            }
            standIn = running;
        }
        return running;
    }

    private RedshiftStandIn cluster() {
        return cluster(lake.store());
    }

    static WarehouseConfig.Redshift config(String url) {
        return new WarehouseConfig.Redshift(
                url,
                RedshiftStandIn.USER,
                RedshiftStandIn.PASSWORD,
                RedshiftStandIn.ROLE,
                "ecompulse",
                "_manifests",
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                DUPLICATES,
                WarehouseConfig.Migrate.APPLY);
    }

    @AfterEach
    void stopCluster() throws IOException, SQLException {
        cluster().close();
    }

    @Override
    List<String> ids() {
        return cluster().column("SELECT event_id FROM ecompulse.events ORDER BY 1");
    }

    @Test
    void locksBeforeItReadsAndCommitsAllAtOnce() throws Exception {
        Marker first = lake.commitVersion1(0, track(0, "a"));
        Marker second = lake.commit(0, track(1, "b"));
        cluster().forget();

        warehouse.load(new ChainSegment(List.of(first, second), true));

        assertThat(cluster().trace().stream().map(statement -> statement.replaceAll("^(\\S+ \\S+( \\S+)?).*", "$1")))
                .containsExactly(
                        "BEGIN",
                        "LOCK load_history",
                        "SELECT position FROM",
                        "SELECT path FROM",
                        "CREATE TEMP TABLE",
                        "SELECT CAST(getdate() AS",
                        "COPY staging_events (event_id,",
                        "SELECT coalesce(sum(staged), 0)",
                        "SELECT CAST(getdate() AS",
                        "COPY staging_events (event_id,",
                        "SELECT coalesce(sum(staged), 0)",
                        "SELECT CAST(min(received_ts) AS",
                        "INSERT INTO events",
                        "DROP TABLE staging_events",
                        "INSERT INTO load_history",
                        "DELETE FROM load_quarantine",
                        "INSERT INTO load_watermarks",
                        "COMMIT");
    }

    @Test
    void loadsEveryTableOfAMarkerInOneTransactionAndCountsItsEvents() throws Exception {
        String order =
                "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"a\",\"properties\":{\"products\":"
                        + "[{\"sku\":\"TEA\"},{\"sku\":\"CUP\"}]}}";
        Marker first = lake.commit(0, TestEvents.event(0, order), track(1, "b"));
        Marker second = lake.commit(1, TestEvents.event(0, order));

        assertThat(warehouse.load(beginning(first))).isEqualTo(new Loaded(2, 2, 0));
        assertThat(warehouse.load(beginning(second))).isEqualTo(new Loaded(2, 0, 1));
        assertThat(warehouse.load(beginning(lake.commitFailed(2, TestEvents.raw(7, "no".getBytes(UTF_8))))))
                .isEqualTo(new Loaded(1, 1, 0));

        assertThat(cluster().column("SELECT event_id || sku FROM ecompulse.order_items ORDER BY line"))
                .containsExactly("aTEA", "aCUP");
        assertThat(cluster().column("SELECT original FROM ecompulse.failed_events"))
                .containsExactly("no");
    }

    @Test
    void aPlanIsWhatTheNextLoadRuns() throws Exception {
        Marker first = lake.commitVersion1(0, track(0, "a"));
        Marker second = lake.commit(0, track(1, "b"));
        LoadPlan plan = new LoadPlan(LoadPlanConfig.of(config(cluster().url())), new S3Folder(lake.store()), clock);
        List<String> planned = plan.next(warehouse.watermarks()).stream()
                .map(line -> line.replaceAll(";( --.*)?$", "").replaceAll("\\s+", " "))
                .filter(line -> !line.startsWith("--"))
                .map(RedshiftWarehouseTest::withoutManifest)
                .toList();
        cluster().forget();

        warehouse.load(new ChainSegment(List.of(first, second), true));

        List<String> ran = cluster().trace().stream()
                .filter(line -> !line.matches("SELECT (path|coalesce|CAST).*|DELETE FROM load_quarantine.*"))
                .map(RedshiftWarehouseTest::withoutManifest)
                .toList();
        assertThat(planned).isEqualTo(ran);
        assertThat(plan.next(warehouse.watermarks())).isEmpty();
    }

    private static String withoutManifest(String line) {
        return line.replaceAll("_manifests/[^']*", "_manifests/");
    }

    @Test
    void leavesNoManifestBehindAndSweepsThoseOfACrash() throws Exception {
        String old = "_manifests/" + NOON.minus(Duration.ofDays(3)).toEpochMilli()
                + "-00000000-0000-4000-8000-000000000000.manifest";
        String young = old.replace(
                Long.toString(NOON.minus(Duration.ofDays(3)).toEpochMilli()), Long.toString(NOON.toEpochMilli()));
        lake.store().createIfAbsent(old, new byte[] {1});
        lake.store().createIfAbsent(young, new byte[] {1});

        warehouse.prepare();
        warehouse.load(beginning(lake.commit(0, track(0, "a"))));

        assertThat(lake.store().list("_manifests/", "_manifests/")).containsExactly(young);
    }

    @Test
    void aCutBeforeAnyStepOfALoadLeavesNothing() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        List<String> steps = List.of(
                "BEGIN",
                "LOCK",
                "SELECT position",
                "SELECT path",
                "CREATE TEMP",
                "COPY",
                "SELECT coalesce",
                "SELECT CAST",
                "INSERT INTO events",
                "DROP",
                "INSERT INTO load_history",
                "DELETE FROM load_quarantine",
                "INSERT INTO load_watermarks",
                "COMMIT");

        for (String step : steps) {
            cluster().strike(step, RedshiftStandIn.Kind.CUT_BEFORE);
            assertThatThrownBy(() -> warehouse.load(beginning(marker))).as(step).isInstanceOf(WarehouseFault.class);
            assertThat(ids()).as(step).isEmpty();
            assertThat(warehouse.watermarks()).as(step).isEmpty();
        }
        assertThat(warehouse.load(beginning(marker))).isEqualTo(new Loaded(1, 1, 0));
        assertThat(cluster().column("SELECT path FROM ecompulse.load_history"))
                .containsExactly(marker.files().get(0).path());
    }

    @Test
    void aCutAfterAnyStepBeforeTheCommitLeavesNothing() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));

        for (String step : List.of("LOCK", "COPY", "INSERT INTO events", "INSERT INTO load_watermarks")) {
            cluster().strike(step, RedshiftStandIn.Kind.CUT_AFTER);
            assertThatThrownBy(() -> warehouse.load(beginning(marker))).as(step).isInstanceOf(WarehouseFault.class);
            assertThat(ids()).as(step).isEmpty();
        }
    }

    @Test
    void aCommitWhoseAnswerWasLostIsFoundInTheWatermark() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        cluster().strike("COMMIT", RedshiftStandIn.Kind.CUT_AFTER);

        assertThat(warehouse.load(beginning(marker))).isEqualTo(new Loaded(1, 1, 0));

        assertThat(ids()).containsExactly("a");
        assertThatThrownBy(() -> warehouse.load(beginning(marker))).isInstanceOf(LoadRefused.class);
    }
}
