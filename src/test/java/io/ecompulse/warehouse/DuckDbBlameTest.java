package io.ecompulse.warehouse;

import static io.ecompulse.lake.TestEvents.NOON;
import static io.ecompulse.lake.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ecompulse.journal.JournalRecord;
import io.ecompulse.lake.LakeFixture;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.Marker;
import io.ecompulse.warehouse.WarehouseFault.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a load that failed is put down to: with the wrong answer a good file would be skipped. */
final class DuckDbBlameTest {
    private static final long MEMORY = 4 * 1024 * 1024;

    @TempDir
    Path temp;

    @Test
    void aDatabaseWithoutMemoryIsNoFaultOfItsFile() throws Exception {
        LakeFixture lake = new LakeFixture(temp);
        Random random = new Random(7);
        JournalRecord[] records = IntStream.range(0, 33)
                .mapToObj(i -> event(
                        i,
                        "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m" + i + "\",\"properties\":{\"text\":\""
                                + noise(random) + "\"}}"))
                .toArray(JournalRecord[]::new);
        Marker marker = lake.commit(0, records);
        WarehouseConfig.DuckDb config = new WarehouseConfig.DuckDb(
                temp.resolve("warehouse"), MEMORY, 1, WarehouseContract.DUPLICATES, WarehouseConfig.Migrate.APPLY);
        DuckDbWarehouse warehouse = DuckDbWarehouse.open(config, lake.store(), new ManualClock(NOON));
        try {
            warehouse.prepare();

            WarehouseFault fault = catchThrowableOfType(
                    WarehouseFault.class, () -> warehouse.load(new ChainSegment(List.of(marker), true)));

            assertThat(fault).isNotNull().hasMessageContaining("ut of Memory");
            assertThat(fault.kind()).isEqualTo(Kind.PASSING);
            assertThatThrownBy(() -> warehouse.trial(marker.files()))
                    .isInstanceOf(WarehouseFault.class)
                    .hasMessageContaining("ut of Memory");
        } finally {
            warehouse.close();
        }
    }

    private static String noise(Random random) {
        byte[] bytes = new byte[15_000];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Out of Memory Error: could not allocate block of size 256.0 KiB (23.9 MiB/24.0 MiB used)",
                "IO Error: Could not write file \"/w/tmp/duckdb_temp_storage-0.tmp\": No space left on device",
                "IO Error: Cannot open file \"/w/x.parquet\": Too many open files",
                "IO Error: Could not read from file \"/w/x.parquet\": Input/output error"
            })
    void whatRanOutIsNoFaultOfAFile(String message) {
        assertThat(explained(message).kind()).isEqualTo(Kind.PASSING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Invalid Input Error: No magic bytes found at end of file 'x.parquet'",
                "Binder Error: Column count mismatch: expected 4 columns but found 7",
                "Conversion Error: Could not convert string 'Out of Memory' to INT64"
            })
    void whatIsInAFileIs(String message) {
        assertThat(explained(message).kind()).isEqualTo(Kind.FILES);
    }

    private static WarehouseFault explained(String message) {
        SQLException cause = new SQLException(message);
        WarehouseFault fault = new WarehouseFault(Kind.FILES, "File x.parquet: " + message, cause);
        return new DuckDbDialect(null).explain(null, fault);
    }
}
