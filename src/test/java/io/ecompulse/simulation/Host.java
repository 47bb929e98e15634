package io.ecompulse.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** A process: the context its stage runs on, its timers, and its end. What runs here and what its poll thread does may meet. */
public final class Host {
    private static final int CRASH_ONE_IN = 250;
    private static final int WAIT_ONE_IN = 6;
    private static final int WAIT_STEPS = 12;

    private final String name;
    private final World world;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final List<Runnable> onDeath = new ArrayList<>();
    private long timersSet;
    private boolean alive = true;
    private boolean working;

    private record Timer(long due, long number, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return due == other.due ? Long.compare(number, other.number) : Long.compare(due, other.due);
        }
    }

    public Host(String name, World world) {
        this.name = name;
        this.world = world;
    }

    public String name() {
        return name;
    }

    public World world() {
        return world;
    }

    public boolean isAlive() {
        return alive;
    }

    /** What the machine does when the process is gone. */
    public void onDeath(Runnable cleanUp) {
        onDeath.add(cleanUp);
    }

    public void run(Runnable task) {
        if (alive) {
            tasks.add(task);
        }
    }

    public void after(long millis, Runnable task) {
        timers.add(new Timer(world.millis() + Math.max(1, millis), timersSet++, task));
    }

    public void die() {
        if (alive) {
            alive = false;
            world.trace(() -> name + " dies");
            tasks.clear();
            timers.clear();
            onDeath.forEach(Runnable::run);
        }
    }

    /** Runs the next task; false when there is none, or the last one is still at work. */
    public boolean step() {
        if (!alive || working) {
            return false;
        }
        while (!timers.isEmpty() && timers.peek().due() <= world.millis()) {
            tasks.add(timers.remove().task());
        }
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        working = true;
        try {
            task.run();
        } catch (Crash end) {
            die();
        } finally {
            working = false;
        }
        return true;
    }

    /** Another thread of this process waits for something that happens here; it may give up. */
    public void await(BooleanSupplier done, int turns) {
        for (int turn = 0; turn < turns && !done.getAsBoolean(); turn++) {
            if (!step() && !world.meanwhile()) {
                return;
            }
            checkAlive();
        }
    }

    /** A call that leaves the process begins, or its answer arrives: here it may die, or wait while others go on. */
    public void port(String what) {
        checkAlive();
        world.trace(() -> name + " " + what);
        if (world.strikes(CRASH_ONE_IN)) {
            die();
        } else if (world.strikes(WAIT_ONE_IN)) {
            int turns = 1 + world.below(WAIT_STEPS);
            for (int turn = 0; turn < turns && world.meanwhile(); turn++) {
                checkAlive();
            }
        }
        checkAlive();
    }

    private void checkAlive() {
        if (!alive) {
            throw new Crash(name);
        }
    }
}
