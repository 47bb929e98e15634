package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.ReadableChain;
import io.ecompulse.simulation.Host;
import io.ecompulse.telemetry.StageMeters;
import java.time.Duration;

/** A process that only loads, put together as the program does it. */
public final class SimulatedLoader {
    private final Host host;
    private final Loader loader;
    private boolean woken;

    public SimulatedLoader(Host host, LakeStore lake, SimulatedWarehouse warehouse, StageMeters meters) {
        this.host = host;
        WarehouseConfig.Load config = new WarehouseConfig.Load(
                Duration.ofSeconds(5),
                1 + host.world().below(4),
                1 + host.world().below(30),
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                3,
                WarehouseConfig.BadFile.STOP,
                0);
        this.loader = new Loader(new ReadableChain(lake), warehouse.as(host), config, meters, host.world());
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
