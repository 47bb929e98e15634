package io.ecompulse.simulation;

import io.ecompulse.aggregate.SimulatedAggregate;
import io.ecompulse.aggregate.SimulatedRedis;
import io.ecompulse.journal.SimulatedGroup;
import io.ecompulse.journal.SimulatedReader;
import io.ecompulse.lake.SimulatedLake;
import io.ecompulse.lake.SimulatedLakeStore;
import io.ecompulse.simulation.Slot.Running;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.ecompulse.warehouse.SimulatedLoader;
import io.ecompulse.warehouse.SimulatedWarehouse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One history: random steps of everybody with all faults, then none, until all is done. */
final class History {
    private static final int RESTART_ONE_IN = 8;

    private static final int HEALING_ROUNDS = 300;
    private static final int HEALING_MILLIS = 2_000;
    /** A history that does not end has shown by then why. */
    private static final int ROUNDS_TOLD = 12;

    private final World world;
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final SimulatedLog log;
    private final Writer writer;
    private final SimulatedLakeStore lake;
    private final SimulatedRedis redis;
    private final SimulatedWarehouse warehouse;
    private final SimulatedGroup lakeGroup;
    private final SimulatedGroup countGroup;
    private final Invariants invariants;
    private final Path temp;
    private final List<Slot> slots = new ArrayList<>();
    /** In a thousand steps; where few come, readers stand at the log's end. */
    private final int appends;
    /** One in so many moves of time is a long one. */
    private final int leapOneIn;

    /**
     * What shaped a history.
     *
     * @param told what happened, when it was asked for
     */
    record Outcome(@Nullable String violation, long digest, long records, List<String> told) {}

    /** @param parquet whether the lake's files are Parquet's own, which takes 3 ms for each window */
    History(long seed, Path temp, boolean parquet, boolean tracing) {
        this.world = new World(seed, tracing);
        this.temp = temp;
        int recordsMax = world.below(3) == 0 ? 2 + world.below(30) : 10_000;
        this.log = new SimulatedLog(1 + world.below(3), 5_000 + world.below(60_000), recordsMax);
        this.writer = new Writer(world, log, world.below(2) == 0);
        this.lake = new SimulatedLakeStore(world, temp, parquet);
        this.invariants = new Invariants(world, log, lake);
        this.redis = new SimulatedRedis(world, this::counted);
        this.warehouse = new SimulatedWarehouse(world, lake, this::loaded);
        lake.committed(invariants::committed);
        this.appends = world.below(3) == 0 ? 25 : 70;
        this.leapOneIn = world.below(3) == 0 ? 2 : 15;
        boolean eager = world.below(3) == 0;
        this.lakeGroup = new SimulatedGroup(world, log, eager, (partition, end) -> end <= lake.end(partition));
        this.countGroup = new SimulatedGroup(world, log, eager, redis::wasAt);
        world.others(this::act);
        open("lake", 3, this::startLake);
        open("aggregate", 3, this::startAggregate);
        open("loader", 2, this::startLoader);
    }

    private void counted(int partition, long position) {
        invariants.counted(redis, partition, position);
    }

    private void loaded() {
        invariants.loaded(warehouse);
    }

    private void open(String name, int most, Slot.Program program) {
        int processes = 1 + world.below(most);
        for (int i = 0; i < processes; i++) {
            slots.add(new Slot(name + "-" + i, world, program));
        }
    }

    private Running startLake(Host host) {
        SimulatedReader reader = new SimulatedReader(host, lakeGroup, registry, Stage.LAKE);
        Path spool = temp.resolve(host.name().substring(0, host.name().indexOf('.')));
        SimulatedLake process = new SimulatedLake(host, lake, reader, spool, new StageMeters(registry, Stage.LAKE));
        return new Running(host, reader, process::tick);
    }

    private Running startAggregate(Host host) {
        SimulatedReader reader = new SimulatedReader(host, countGroup, registry, Stage.AGGREGATE);
        SimulatedAggregate process = new SimulatedAggregate(host, redis, reader, registry);
        return new Running(host, reader, process::check);
    }

    private Running startLoader(Host host) {
        StageMeters meters = new StageMeters(registry, Stage.WAREHOUSE);
        return new Running(host, null, new SimulatedLoader(host, lake.as(host), warehouse, meters)::wake);
    }

    Outcome run(int steps) {
        try {
            for (int step = 0; step < steps && world.violation() == null; step++) {
                world.nextStep(step);
                act();
            }
            if (world.violation() == null) {
                heal();
            }
        } finally {
            slots.forEach(Slot::kill);
        }
        long records = 0;
        for (int partition = 0; partition < log.partitions(); partition++) {
            records += log.between(partition, 0, log.end(partition)).size();
        }
        return new Outcome(world.violation(), world.digest(), records, world.told());
    }

    /** Anything that may happen next. */
    private void act() {
        Slot slot = slots.get(world.below(slots.size()));
        if (slot.isDown()) {
            if (world.below(RESTART_ONE_IN) == 0) {
                slot.restart();
            }
            return;
        }
        int dice = world.below(1000);
        if (dice < 380) {
            slot.work(1 + world.below(4));
        } else if (dice < 640) {
            slot.poll();
        } else if (dice < 780) {
            redis.step();
        } else if (dice < 780 + appends) {
            writer.append();
        } else if (dice < 920) {
            slot.clockwork();
        } else if (dice < 970) {
            world.advance(1 + world.below(world.below(leapOneIn) == 0 ? 200_000 : 2_000));
        } else {
            disturb(slot, dice - 970);
        }
    }

    private void disturb(Slot slot, int dice) {
        if (dice < 5) {
            slot.kill();
        } else if (dice < 11) {
            lakeGroup.rebalance();
        } else if (dice < 17) {
            countGroup.rebalance();
        } else if (dice < 20) {
            lakeGroup.expireOne();
        } else if (dice < 23) {
            countGroup.expireOne();
        } else if (dice < 25) {
            slot.end();
        } else if (dice < 28) {
            redis.failOver();
        } else {
            redis.flush();
        }
    }

    /** Nothing fails any more: within a bounded time everything must be everywhere, once. */
    private void heal() {
        world.calmDown();
        world.trace(() -> "from here on nothing fails");
        world.others(() -> {
            redis.settleDown();
            slots.forEach(slot -> slot.work(1));
        });
        List<String> undone = List.of("everything");
        for (int round = 0; round < HEALING_ROUNDS && world.violation() == null && !undone.isEmpty(); round++) {
            world.advance(HEALING_MILLIS);
            slots.forEach(Slot::revive);
            if (round == ROUNDS_TOLD) {
                world.tellNoMore();
            }
            for (Slot slot : slots) {
                slot.poll();
                slot.drain();
                if (round % 3 == 0) {
                    slot.clockwork();
                    slot.drain();
                }
            }
            redis.settleDown();
            slots.forEach(Slot::drain);
            undone = invariants.undone(redis, warehouse);
        }
        if (!undone.isEmpty()) {
            world.violated(
                    "Not done " + (long) HEALING_ROUNDS * HEALING_MILLIS / 1000 + " s after the last fault: " + undone);
        }
    }
}
