package io.ecompulse.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.lake.LakeCost;
import io.ecompulse.lake.LakeStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I5: files that fill a row group of DuckDB (122,880 rows), which it then writes out before the transaction ends. */
class DuckDbLargeFileTest {
    private static final int ROWS = 124_000;

    @TempDir
    private Path temp;

    @Test
    void everyRowOfALargeFileIsLoaded() throws Exception {
        LakeStore store = LakeCost.lake(temp.resolve("lake"), ROWS, Long.MAX_VALUE);

        assertThat(LoadCost.load(store, temp.resolve("warehouse"))).isEqualTo(ROWS);
    }
}
