package io.ecompulse.lake;

import io.ecompulse.journal.FailedRecords;
import io.ecompulse.journal.KeptEntries;
import io.ecompulse.journal.Settlement;
import io.ecompulse.journal.SimulatedReader;
import io.ecompulse.lake.LakeStage.Outlet;
import io.ecompulse.simulation.Host;
import io.ecompulse.simulation.SimulatedLog;
import io.ecompulse.simulation.World;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/** A process that only rolls the journal into the lake, put together as the program does it. */
public final class SimulatedLake {
    private final Host host;
    private final World world;
    private final SimulatedLakeStore store;
    private final SimulatedReader reader;
    private final LakeStage stage;
    private boolean ticking;

    /** @param folder of its spool, its own while it lives */
    public SimulatedLake(Host host, SimulatedLakeStore store, SimulatedReader reader, Path folder, StageMeters meters) {
        this.host = host;
        this.world = host.world();
        this.store = store;
        this.reader = reader;
        LakeConfig config = config(folder);
        Windows.Ground ground =
                new Windows.Ground(store.as(host), spool(config), world, world.random(), new SimpleMeterRegistry());
        Windows windows = Windows.ofEvents(config, ground, EventRow::read, store.format());
        FailedRecords failed = new KeptEntries(new ArrayList<>()).failed(Stage.LAKE);
        Outlet outlet = new Outlet(settlement(), failed::append, reader::rewind, () -> {}, meters);
        this.stage = new LakeStage(SimulatedLog.TOPIC, windows, outlet, new MemoryBudget(config.memoryBytes()));
        reader.open(stage);
    }

    private LakeConfig config(Path folder) {
        return new LakeConfig(
                new LakePlace.Folder(folder.resolve("lake")),
                folder,
                "lake",
                Duration.ofMillis(500 + world.below(20_000)),
                500 + world.below(8_000),
                LakeFixture.MIB,
                1_000 + world.below(5_000),
                1,
                1000,
                1024,
                Duration.ofMillis(500));
    }

    private Spool spool(LakeConfig config) {
        try {
            Spool spool = Spool.open(config.spool(), store.disk(host));
            host.onDeath(() -> close(spool));
            return spool;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** The machine lets go of the lock of a process that is gone. */
    private static void close(Spool spool) {
        try {
            spool.close();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** I3: nothing is settled that does not stand. */
    private Settlement settlement() {
        return (partition, end) -> {
            world.trace(() -> host.name() + " settles " + partition + " up to " + end);
            if (end > store.end(partition)) {
                world.violated(
                        "I3: " + partition + " settled up to " + end + ", its chain ends at " + store.end(partition));
            }
            reader.settled(partition, end);
        };
    }

    /** The clockwork. */
    public void tick() {
        if (!ticking) {
            ticking = true;
            host.run(() -> {
                ticking = false;
                stage.tick(world.instant());
            });
        }
    }
}
