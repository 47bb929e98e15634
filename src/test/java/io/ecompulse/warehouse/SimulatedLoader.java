package io.ecompulse.warehouse;

import io.ecompulse.lake.CommitChain;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.simulation.Host;
import io.ecompulse.telemetry.StageMeters;
import java.nio.file.Path;
import java.time.Duration;

/** A process that only loads, put together as the program does it. */
public final class SimulatedLoader {
    private final Host host;
    private final Loader loader;
    private boolean woken;

    public SimulatedLoader(Host host, LakeStore lake, SimulatedWarehouse warehouse, StageMeters meters) {
        this.host = host;
        WarehouseConfig config = new WarehouseConfig(
                new WarehouseConfig.DuckDb(Path.of("none"), 1, 1, Duration.ofDays(1)),
                Duration.ofSeconds(5),
                1 + host.world().below(4),
                1 + host.world().below(30),
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                new WarehouseConfig.Sql(1, 1, Duration.ofSeconds(1), 1, 1));
        this.loader = new Loader(new CommitChain(lake), warehouse.as(host), config, meters, host.world());
    }

    public void wake() {
        if (!woken) {
            woken = true;
            host.run(() -> {
                woken = false;
                loader.pass();
            });
        }
    }
}
