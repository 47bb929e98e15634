package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeCost;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.ManualClock;
import io.ecompulse.lake.ReadableChain;
import io.ecompulse.lake.TestEvents;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Measures how fast committed files are loaded into DuckDB, with the program's own defaults: chain walk, copy, insert-if-new,
 * history and watermark. Run its main; it is no test.
 */
public final class LoadCost {
    private static final long MIB = 1024 * 1024;

    static final WarehouseConfig.Load DEFAULTS = new WarehouseConfig.Load(
            Duration.ofSeconds(5),
            50,
            1_000_000,
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            10,
            WarehouseConfig.BadFile.STOP,
            10);

    private LoadCost() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("load-cost");
        for (long window : List.of(1L, 16L, 128L)) {
            LakeStore store = LakeCost.lake(folder.resolve("lake-" + window), LakeCost.ROWS, window * MIB);
            for (int round = 0; round < 3; round++) {
                System.out.printf("windows of %d MiB: ", window);
                load(store, folder.resolve("warehouse-" + window + "-" + round));
            }
        }
    }

    /** Loads all of a lake into an empty warehouse, prints what it took, and counts what is there then. */
    static long load(LakeStore store, Path folder) throws WarehouseFault {
        ManualClock clock = new ManualClock(TestEvents.NOON);
        try (DuckDbWarehouse warehouse = DuckDbWarehouse.open(duckDb(folder), store, clock)) {
            warehouse.prepare();
            StageMeters meters = new StageMeters(new SimpleMeterRegistry(), Stage.WAREHOUSE);
            Loader loader = new Loader(new ReadableChain(store), warehouse, DEFAULTS, meters, clock);
            long started = System.nanoTime();
            Duration before = cpu();
            int passes = 1;
            while (loader.pass()) {
                passes++;
            }
            Duration used = cpu().minus(before);
            double seconds = (System.nanoTime() - started) / 1e9;
            long rows =
                    Long.parseLong(Tables.column(warehouse.database(), "SELECT count(DISTINCT event_id) FROM events")
                            .get(0));
            System.out.printf(
                    "%d rows in %d passes, %.0f rows/s, %.1f us of CPU a row%n",
                    rows, passes, rows / seconds, used.toNanos() / 1e3 / rows);
            return rows;
        }
    }

    static WarehouseConfig.DuckDb duckDb(Path folder) {
        return new WarehouseConfig.DuckDb(folder, 512 * MIB, 2, Duration.ofDays(1), WarehouseConfig.Migrate.APPLY);
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
