package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.Marker;
import io.ecompulse.warehouse.WarehouseFault.Kind;
import io.ecompulse.warehouse.standin.RedshiftStandIn;
import io.ecompulse.warehouse.standin.Refusal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a COPY that failed is put down to: with the wrong answer a good file would be skipped. */
final class RedshiftBlameTest {
    @TempDir
    Path temp;

    private RedshiftStandIn cluster;
    private RedshiftWarehouse warehouse;
    private Marker marker;

    @BeforeEach
    void open() throws Exception {
        LakeFixture lake = new LakeFixture(temp);
        cluster = RedshiftStandIn.start(temp, new S3Folder(lake.store()));
        warehouse = RedshiftWarehouse.open(
                RedshiftWarehouseTest.config(cluster.url()), new S3Folder(lake.store()), new ManualClock(NOON));
        warehouse.prepare();
        marker = lake.commit(0, track(0, "a"));
    }

    @AfterEach
    void close() throws Exception {
        warehouse.close();
        cluster.close();
    }

    @Test
    void aLineThatIsOlderThanTheCopyBlamesNobody() throws Exception {
        writeDown(location(), "now()::TIMESTAMP - INTERVAL 5 SECOND", "an old story");

        assertThat(refused("the network is down")).satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Kind.PASSING);
            assertThat(fault).hasMessageContaining("network").hasMessageNotContaining("an old story");
        });
    }

    @Test
    void aLineAboutAnotherFileBlamesNobody() throws Exception {
        writeDown("s3://lake/shop/events/other.parquet", "now()::TIMESTAMP + INTERVAL 5 SECOND", "not ours");

        assertThat(refused("the network is down").kind()).isEqualTo(Kind.PASSING);
    }

    @Test
    void aLineAboutOurFileBlamesItUnlessTheBucketIsClosed() throws Exception {
        writeDown(location(), "now()::TIMESTAMP + INTERVAL 5 SECOND", "Invalid digit");
        assertThat(refused("Load into table failed").kind()).isEqualTo(Kind.FILES);

        writeDown(location(), "now()::TIMESTAMP + INTERVAL 9 SECOND", "S3ServiceException:Access Denied,Status 403");
        assertThat(refused("Load into table failed").kind()).isEqualTo(Kind.PASSING);
    }

    @Test
    void aClusterWithoutTheViewIsAskedForItsOlderTable() throws Exception {
        cluster.run("DROP VIEW main.sys_load_error_detail");
        writeDown(location(), "now()::TIMESTAMP + INTERVAL 5 SECOND", "Invalid digit");

        WarehouseFault fault = refused("Load into table failed");

        assertThat(fault.kind()).isEqualTo(Kind.FILES);
        assertThat(fault).hasMessageContaining("Invalid digit");
    }

    @Test
    void withoutBothNobodyIsBlamed() throws Exception {
        cluster.run("DROP VIEW main.sys_load_error_detail");
        cluster.run("DROP VIEW main.stl_load_errors");

        WarehouseFault fault = refused("Load into table failed");

        assertThat(fault.kind()).isEqualTo(Kind.PASSING);
        assertThat(fault).hasMessageContaining("load errors cannot be read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Spectrum Scan Error code: 15007 context: incompatible Parquet schema | FILES
        Spectrum Scan Error code: 15001 context: the worker went away | PASSING
        Spectrum Scan Error code: 15000 context: AccessDenied | PASSING
        Unmatched number of columns between table and file | FILES
        S3 took 15007 ms to answer | PASSING
        """)
    void ofWhatTheClientAloneIsToldOnlyASchemaThatDoesNotFitBlamesAFile(String message, Kind kind) {
        assertThat(refused(message).kind()).isEqualTo(kind);
    }

    private WarehouseFault refused(String message) {
        cluster.refuse("COPY", new Refusal(message));
        return catchThrowableOfType(
                WarehouseFault.class, () -> warehouse.load(new ChainSegment(List.of(marker), true)));
    }

    private String location() {
        return "s3://lake/shop/" + marker.files().get(0).path();
    }

    /** As whatever session asks. */
    private void writeDown(String file, String when, String message) throws SQLException {
        cluster.run("INSERT INTO main.load_errors SELECT range, " + when + ", '" + file + "', 'sku', '" + message
                + "' FROM range(100, 200)");
    }
}
