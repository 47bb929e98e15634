package io.ecompulse.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.lake.LakeCost;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.ReadableChain;
import io.ecompulse.lake.TestEvents;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I5: files that fill a row group of DuckDB (122,880 rows), which it then writes out before the transaction ends. */
class DuckDbLargeFileTest {
    private static final int ROWS = 124_000;

    @TempDir
    private Path temp;

    @Test
    void everyRowOfALargeFileIsLoadedAndLoadedAgain() throws Exception {
        LakeStore store = LakeCost.lake(temp.resolve("lake"), ROWS, Long.MAX_VALUE);
        Path folder = temp.resolve("warehouse");

        assertThat(LoadCost.load(store, folder)).isEqualTo(ROWS);

        try (DuckDbWarehouse warehouse =
                DuckDbWarehouse.open(LoadCost.duckDb(folder), store, new ManualClock(TestEvents.NOON))) {
            Reload reload = new Reload(new ReadableChain(store), warehouse, LoadCost.DEFAULTS);
            assertThat(reload.run(Instant.EPOCH, false, (place, files, rows) -> {})
                            .records())
                    .isEqualTo(ROWS);
            assertThat(Tables.column(
                            warehouse.database(), "SELECT count(DISTINCT event_id) || ' of ' || sum(1) FROM events"))
                    .containsExactly(ROWS + " of " + ROWS);
        }
    }
}
