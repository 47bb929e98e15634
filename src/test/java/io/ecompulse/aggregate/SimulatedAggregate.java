package io.ecompulse.aggregate;

import io.ecompulse.journal.SimulatedReader;
import io.ecompulse.simulation.Host;
import io.ecompulse.simulation.World;
import io.micrometer.core.instrument.MeterRegistry;

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
        AggregateStage stage = new AggregateStage(
                Shop.config(),
                store,
                (partition, end) -> {
                    world.trace(() -> host.name() + " settles " + partition + " up to " + end);
                    if (!redis.wasAt(partition, end)) {
                        world.violated("I3: " + partition + " settled up to " + end + ", where Redis never stood");
                    }
                    reader.settled(partition, end);
                },
                meters,
                () -> 0);
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
