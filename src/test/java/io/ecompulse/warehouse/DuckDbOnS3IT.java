package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole way from windows through S3 into DuckDB, which cannot read S3 itself. */
final class DuckDbOnS3IT extends WarehouseContract {
    private static S3Server server;
    private DuckDbWarehouse duckDb;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    LakeFixture openLake() throws IOException {
        return new LakeFixture(temp, S3Server.place(server.port(), String.valueOf(temp.getFileName())));
    }

    @Override
    Warehouse open(LakeStore store) throws WarehouseFault {
        duckDb = DuckDbWarehouse.open(DuckDbWarehouseTest.config(temp), store, new ManualClock(NOON));
        return duckDb;
    }

    @Override
    List<String> ids() {
        return Tables.column(duckDb.database(), "SELECT event_id FROM events ORDER BY 1");
    }

    @Test
    void keepsNoFetchedFileAndClearsWhatACrashLeft() throws Exception {
        Path fetched = temp.resolve("it's here").resolve("fetched");
        warehouse.load(new ChainSegment(List.of(lake.commit(0, track(0, "a"))), true));
        assertThat(fetched).isEmptyDirectory();
        warehouse.close();

        Files.writeString(fetched.resolve("file.parquet"), "half");
        warehouse = open(lake.store());

        assertThat(fetched).isEmptyDirectory();
        assertThat(ids()).containsExactly("a");
    }
}
