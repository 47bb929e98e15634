package io.ecompulse.e2e;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Which faults strike in which order, drawn from a seed. A short one has each of its faults once; a long one goes on for
 * minutes, has every kind once before any kind comes twice, and lets one in four strike before the last one is healed.
 */
final class Schedule {
    private static final List<Fault> SHORT = List.of(
            Fault.EDGE_KILLED,
            Fault.READERS_KILLED,
            Fault.QUERIES_KILLED,
            Fault.BROKER_KILLED,
            Fault.EDGE_KILLED_BEHIND_PAUSED_BROKER,
            Fault.REDIS_FLUSHED,
            Fault.WORKERS_SCALED,
            Fault.ZOMBIES);
    private static final double OVERLAPPING = 0.25;

    private final Random random;
    private final List<Fault> kinds;
    private final boolean isLong;
    private final List<Fault> next = new ArrayList<>();

    /** @param isHealed whether the fleet is left in peace until it has recovered */
    record Step(Fault fault, boolean isHealed) {}

    private Schedule(long seed, List<Fault> kinds, boolean isLong) {
        this.random = new Random(seed);
        this.kinds = kinds;
        this.isLong = isLong;
    }

    static Schedule brief(long seed) {
        return new Schedule(seed, SHORT, false);
    }

    /** @param without what cannot be done here */
    static Schedule endless(long seed, Set<Fault> without) {
        List<Fault> kinds = new ArrayList<>(List.of(Fault.values()));
        kinds.removeAll(without);
        return new Schedule(seed, kinds, true);
    }

    /** The faults of a brief schedule, in their order. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            steps.add(next());
        }
        return steps;
    }

    Step next() {
        if (next.isEmpty()) {
            next.addAll(kinds);
            Collections.shuffle(next, random);
        }
        boolean isHealed = !isLong || random.nextDouble() >= OVERLAPPING;
        return new Step(next.remove(next.size() - 1), isHealed);
    }

    /** What the faults themselves draw from. */
    RandomGenerator random() {
        return random;
    }
}
