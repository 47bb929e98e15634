package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.lake.ManualClock;
import io.ecompulse.warehouse.standin.RedshiftStandIn;
import io.ecompulse.warehouse.standin.Refusal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RedshiftReloadTest extends ReloadContract {
    private static final List<String> STEPS = List.of(
            "BEGIN",
            "LOCK",
            "SELECT position",
            "SELECT path",
            "DELETE FROM events",
            "DELETE FROM order_items",
            "DELETE FROM failed_events",
            "DELETE FROM load_history",
            "CREATE TEMP",
            "COPY",
            "INSERT INTO events",
            "INSERT INTO load_history");

    private RedshiftStandIn cluster;

    @Override
    Warehouse open() throws Exception {
        cluster = RedshiftStandIn.start(temp, new S3Folder(lake.store()));
        return RedshiftWarehouse.open(
                RedshiftWarehouseTest.config(cluster.url()), new S3Folder(lake.store()), new ManualClock(NOON));
    }

    @AfterEach
    void stopCluster() throws Exception {
        cluster.close();
    }

    @Override
    List<String> column(String query) {
        return cluster.column(query.replace("FROM ", "FROM ecompulse."));
    }

    @Override
    void change(String statement) throws Exception {
        cluster.run(statement.replaceFirst("(FROM|UPDATE) ", "$1 ecompulse."));
    }

    @Test
    void aCutAfterAnyStepLeavesWhatStood() throws Exception {
        fill();
        List<String> whole = everything();

        for (String step : STEPS) {
            cluster.strike(step, RedshiftStandIn.Kind.CUT_AFTER);
            assertThatThrownBy(this::again).as(step).isInstanceOf(WarehouseFault.class);
            assertThat(everything()).as(step).isEqualTo(whole);
        }
    }

    @Test
    void aCommitWhoseAnswerWasLostIsDoneOnceMoreWithoutHarm() throws Exception {
        fill();
        List<String> whole = everything();
        cluster.strike("COMMIT", RedshiftStandIn.Kind.CUT_AFTER);

        assertThatThrownBy(this::again).isInstanceOf(WarehouseFault.class);
        again();

        assertThat(everything()).isEqualTo(whole);
    }

    @Test
    void anotherTransactionInTheWayIsAConflict() throws Exception {
        fill();
        cluster.refuse("DELETE FROM events", Refusal.conflict());

        assertThatThrownBy(this::again)
                .isInstanceOfSatisfying(
                        WarehouseFault.class,
                        fault -> assertThat(fault.kind()).isEqualTo(WarehouseFault.Kind.CONFLICT));
    }

    private void again() throws Exception {
        reloading(10).run(NOON, false, (place, files, rows) -> {});
    }
}
