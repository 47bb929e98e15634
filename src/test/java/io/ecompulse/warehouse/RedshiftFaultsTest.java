package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.TOPIC;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ecompulse.lake.Column;
import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.Tables;
import io.ecompulse.warehouse.WarehouseFault.Kind;
import io.ecompulse.warehouse.standin.RedshiftStandIn;
import io.ecompulse.warehouse.standin.Refusal;
import io.ecompulse.warehouse.standin.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster does to a loader. */
final class RedshiftFaultsTest {
    @TempDir
    Path temp;

    private LakeFixture lake;
    private RedshiftStandIn cluster;
    private RedshiftWarehouse warehouse;

    @BeforeEach
    void open() throws Exception {
        lake = new LakeFixture(temp);
        cluster = RedshiftStandIn.start(temp, new S3Folder(lake.store()));
        warehouse = open(RedshiftWarehouseTest.config(cluster.url()));
        warehouse.prepare();
    }

    private RedshiftWarehouse open(WarehouseConfig.Redshift config) throws WarehouseFault {
        return RedshiftWarehouse.open(config, new S3Folder(lake.store()), new ManualClock(NOON));
    }

    @AfterEach
    void close() throws Exception {
        warehouse.close();
        cluster.close();
    }

    @Test
    void twoLoadersAtOnceLoadEverySegmentOnce() throws Exception {
        List<Marker> chain = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            chain.add(lake.commit(0, track(i, "e" + i)));
        }
        RedshiftWarehouse other = open(RedshiftWarehouseTest.config(cluster.url()));
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (Marker link : chain) {
                ChainSegment segment = new ChainSegment(List.of(link), link.start() == 0);
                Callable<Boolean> one = () -> loads(warehouse, segment);
                Callable<Boolean> two = () -> loads(other, segment);
                List<Future<Boolean>> done = both.invokeAll(List.of(one, two));
                assertThat(done.get(0).get() ^ done.get(1).get()).isTrue();
            }
        } finally {
            both.shutdownNow();
            other.close();
        }

        assertThat(cluster.column("SELECT event_id FROM ecompulse.events ORDER BY 1"))
                .containsExactly("e0", "e1", "e2", "e3", "e4", "e5");
        assertThat(cluster.column("SELECT path FROM ecompulse.load_history")).hasSize(6);
        assertThat(warehouse.watermarks()).containsExactly(new Watermark(TOPIC, 0, 6, 6, 6, 0));
    }

    private static boolean loads(Warehouse warehouse, ChainSegment segment) throws WarehouseFault {
        try {
            warehouse.load(segment);
            return true;
        } catch (LoadRefused late) {
            return false;
        }
    }

    @Test
    void aSerializableConflictIsOneAndLeavesNothing() throws Exception {
        Marker marker = lake.commit(0, track(0, "a"));
        for (String step : List.of("INSERT INTO events", "INSERT INTO load_watermarks", "COMMIT")) {
            cluster.refuse(step, Refusal.conflict());

            assertThat(fault(marker).kind()).as(step).isEqualTo(Kind.CONFLICT);
            assertThat(cluster.column("SELECT event_id FROM ecompulse.events"))
                    .as(step)
                    .isEmpty();
        }

        assertThat(warehouse.load(new ChainSegment(List.of(marker), true))).isEqualTo(new Loaded(1, 1, 0));
    }

    @Test
    void tellsWhatTheClusterWroteDownAboutAFile() throws Exception {
        Marker good = lake.commit(0, track(0, "a"));
        Marker.File file = good.files().get(0);
        Marker.File shorter = new Marker.File(file.table(), file.path(), file.bytes() - 1, file.rows(), file.version());
        Marker lying = new Marker(TOPIC, 0, 0, 1, List.of(shorter), 0, 0, 0, null, null, new TreeMap<>(), "w");

        WarehouseFault fault = fault(lying);

        assertThat(fault.kind()).isEqualTo(Kind.FILES);
        assertThat(fault).hasMessageContaining("content_length").hasMessageContaining("s3://lake/shop/" + file.path());
        assertThat(warehouse.trial(List.of(shorter))).contains("content_length");
        assertThat(warehouse.trial(List.of(file))).isNull();
        assertThat(cluster.column("SELECT event_id FROM ecompulse.events")).isEmpty();
    }

    @Test
    void aRoleThatMayNotReadTheBucketIsNoFaultOfAFile() throws Exception {
        WarehouseConfig.Redshift c = RedshiftWarehouseTest.config(cluster.url());
        RedshiftWarehouse stranger = open(new WarehouseConfig.Redshift(
                c.url(),
                c.user(),
                c.password(),
                "arn:aws:iam::123456789012:role/other",
                c.schema(),
                c.manifests(),
                c.connectTimeout(),
                c.statementTimeout(),
                c.duplicatesWindow(),
                c.migrate()));
        Marker marker = lake.commit(0, track(0, "a"));

        WarehouseFault fault = catchThrowableOfType(
                WarehouseFault.class, () -> stranger.load(new ChainSegment(List.of(marker), true)));
        stranger.close();

        assertThat(fault.kind()).isEqualTo(Kind.PASSING);
        assertThat(fault).hasMessageContaining("not authorized");
    }

    @Test
    void aWrongPasswordIsToldWithoutIt() throws Exception {
        WarehouseConfig.Redshift c = RedshiftWarehouseTest.config(cluster.url());
        RedshiftWarehouse stranger = open(new WarehouseConfig.Redshift(
                c.url(),
                c.user(),
                "not-it",
                c.role(),
                c.schema(),
                c.manifests(),
                c.connectTimeout(),
                c.statementTimeout(),
                c.duplicatesWindow(),
                c.migrate()));

        assertThatThrownBy(stranger::watermarks)
                .isInstanceOf(WarehouseFault.class)
                .hasMessageContaining("authentication failed")
                .hasMessageNotContaining("not-it");
        stranger.close();
    }

    @Test
    void appendsMissingColumnsOrRefusesAsTheSettingSays() throws Exception {
        cluster.run("ALTER TABLE ecompulse.events DROP COLUMN "
                + Tables.ALL
                        .get(0)
                        .columns()
                        .get(Tables.ALL.get(0).columns().size() - 1)
                        .name());
        WarehouseConfig.Redshift c = RedshiftWarehouseTest.config(cluster.url());
        RedshiftWarehouse careful = open(new WarehouseConfig.Redshift(
                c.url(),
                c.user(),
                c.password(),
                c.role(),
                c.schema(),
                c.manifests(),
                c.connectTimeout(),
                c.statementTimeout(),
                c.duplicatesWindow(),
                WarehouseConfig.Migrate.REFUSE));

        assertThatThrownBy(careful::prepare).isInstanceOf(WarehouseFault.class);
        careful.close();
        if (Tables.ALL.get(0).at(Tables.ALL.get(0).version() - 1).columns().size()
                == Tables.ALL.get(0).columns().size() - 1) { // Only the whole of a version is made up for.
            warehouse.prepare();
            assertThat(cluster.column("SELECT column_name FROM svv_columns WHERE table_name = 'events'"
                            + " ORDER BY ordinal_position"))
                    .isEqualTo(Tables.ALL.get(0).columns().stream()
                            .map(Column::name)
                            .toList());
        }
    }

    @Test
    void readsOnlyWhatStandsOnS3() {
        assertThatThrownBy(() -> RedshiftWarehouse.open(
                        RedshiftWarehouseTest.config(cluster.url()), lake.store(), new ManualClock(NOON)))
                .hasMessageContaining("s3a://");
    }

    @Test
    void noColumnHasANameThatIsReserved() {
        assertThat(Tables.ALL.stream()
                        .flatMap(table -> table.columns().stream())
                        .map(Column::name))
                .noneMatch(Words::isReserved)
                .allMatch(name -> name.matches("[a-z][a-z0-9_]{0,126}"));
    }

    @Test
    void textIsQuotedAsTheClusterReadsIt() {
        RedshiftDialect dialect = new RedshiftDialect(
                new S3Folder(lake.store()),
                new Manifests(lake.store(), "_manifests", new ManualClock(NOON)),
                RedshiftWarehouseTest.config(cluster.url()));

        assertThat(dialect.literal("it's a \\ b")).isEqualTo("'it''s a \\\\ b'");
        assertThatThrownBy(() -> dialect.literal("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }

    private WarehouseFault fault(Marker marker) {
        return catchThrowableOfType(
                WarehouseFault.class, () -> warehouse.load(new ChainSegment(List.of(marker), true)));
    }
}
