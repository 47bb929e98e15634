package io.ecompulse.simulation;

import io.ecompulse.journal.SimulatedReader;
import org.jspecify.annotations.Nullable;

/** A place for a process: one after the other runs here. */
final class Slot {
    private final String name;
    private final World world;
    private final Program program;
    private Running running;
    private int starts;

    /** Starts a process on a new host. */
    @FunctionalInterface
    interface Program {
        Running start(Host host);
    }

    /**
     * A process.
     *
     * @param reader null when it reads no journal
     * @param clockwork what it does from time to time
     */
    record Running(Host host, @Nullable SimulatedReader reader, Runnable clockwork) {}

    Slot(String name, World world, Program program) {
        this.name = name;
        this.world = world;
        this.program = program;
        this.running = start();
    }

    private Running start() {
        starts++;
        String who = name + "." + starts;
        world.trace(() -> who + " starts");
        return program.start(new Host(who, world));
    }

    boolean isDown() {
        return !running.host().isAlive();
    }

    void work(int tasks) {
        for (int task = 0; task < tasks; task++) {
            running.host().step();
        }
    }

    void poll() {
        SimulatedReader reader = running.reader();
        if (reader == null) {
            running.clockwork().run();
        } else {
            reader.poll();
        }
    }

    void clockwork() {
        running.clockwork().run();
    }

    /** Without a warning. */
    void kill() {
        running.host().die();
    }

    /** As when it is told to end. What is not done in time goes on for a while, then dies. */
    void end() {
        SimulatedReader reader = running.reader();
        if (reader == null) {
            kill();
        } else {
            world.trace(() -> running.host().name() + " is told to end");
            reader.close();
            running.host().after(1 + world.below(5_000), this::kill);
        }
    }

    void restart() {
        if (isDown()) {
            SimulatedReader before = running.reader();
            if (before != null) {
                before.vanish();
            }
            running = start();
        }
    }

    /** For the end: nothing is left half closed. */
    void revive() {
        SimulatedReader reader = running.reader();
        if (reader != null && reader.isClosed()) {
            kill();
        }
        restart();
    }

    /** Everything there is to do here and now. */
    void drain() {
        for (int turn = 0; turn < 10_000 && running.host().step(); turn++) {
            // Each turn is one task.
        }
    }
}
