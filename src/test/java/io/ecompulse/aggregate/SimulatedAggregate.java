package io.ecompulse.aggregate;

import io.ecompulse.journal.FailedRecords;
import io.ecompulse.journal.KeptEntries;
import io.ecompulse.journal.Settlement;
import io.ecompulse.journal.SimulatedReader;
import io.ecompulse.simulation.Host;
import io.ecompulse.simulation.World;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;

/** A process that only counts, put together as the program does it. */
public final class SimulatedAggregate {
    private final Host host;
    private final FenceCheck check;
    private boolean checking;

    public SimulatedAggregate(Host host, SimulatedRedis redis, SimulatedReader reader, MeterRegistry registry) {
        this.host = host;
        World world = host.world();
        AggregateStore store = redis.as(host);
        AggregateMeters meters = new AggregateMeters(registry);
        Settlement settlement = (partition, end) -> {
            world.trace(() -> host.name() + " settles " + partition + " up to " + end);
            if (!redis.wasAt(partition, end)) {
                world.violated("I3: " + partition + " settled up to " + end + ", where Redis never stood");
            }
            reader.settled(partition, end);
        };
        FailedRecords failed = new KeptEntries(new ArrayList<>()).failed(Stage.AGGREGATE);
        AggregateStage stage = new AggregateStage(
                Shop.config(), store, new AggregateStage.Outlet(settlement, failed, meters), () -> 0);
        this.check = new FenceCheck(stage, store, reader, meters);
        reader.open(stage);
    }

    /** The clockwork: looks whether an idle partition's numbers are still there. */
    public void check() {
        if (!checking) {
            checking = true;
            host.run(() -> {
                checking = false;
                check.run();
            });
        }
    }
}
