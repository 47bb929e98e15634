package io.ecompulse.e2e;

import java.util.List;
import java.util.random.RandomGenerator;

/** Faults that are a deployment's own doing: processes that come, go, sleep, and are of two versions. */
final class WorkerFaults {
    private static final int STORM_TURNS = 10;
    private static final List<String> ONE_MORE = Fleet.WORKERS.subList(0, 1);
    private static final List<String> ROLLED = List.of("edge", "aggregate", "lake");

    private WorkerFaults() {}

    static long scale(Fleet fleet, RandomGenerator random) throws Exception {
        fleet.start(Fleet.WORKERS);
        Hold.during(Fault.seconds(random, 2, 6));
        if (random.nextBoolean()) {
            fleet.stop(Fleet.WORKERS);
            return System.nanoTime();
        }
        fleet.stop(Fleet.WORKERS.subList(1, 2));
        return fleet.kill(ONE_MORE);
    }

    /** Killed members leave the group with their session, so rebalances fall into one another. */
    static long storm(Fleet fleet, RandomGenerator random) throws Exception {
        for (int turn = 0; turn < STORM_TURNS; turn++) {
            fleet.start(ONE_MORE);
            Hold.during(Fault.seconds(random, 0, 3));
            if (random.nextBoolean()) {
                fleet.stop(ONE_MORE);
            } else {
                fleet.kill(ONE_MORE);
            }
        }
        return System.nanoTime();
    }

    static long zombies(Fleet fleet, RandomGenerator random) throws Exception {
        fleet.start(ONE_MORE);
        for (String role : Fault.READERS) {
            fleet.process(role).process().pause();
        }
        Hold.during(Fleet.SESSION.plus(Fault.seconds(random, 3, 5)));
        for (String role : Fault.READERS) {
            fleet.process(role).process().resume();
        }
        long moment = System.nanoTime();
        Hold.during(Fault.seconds(random, 1, 3));
        fleet.stop(ONE_MORE);
        return moment;
    }

    /** What one version left in Kafka, Redis, the lake and the spool, the other goes on with, in both directions. */
    static long rollBack(Fleet fleet, RandomGenerator random) throws Exception {
        String role = ROLLED.get(random.nextInt(ROLLED.size()));
        fleet.stop(List.of(role));
        fleet.startOther(role);
        Hold.during(Fault.seconds(random, 4, 8));
        if (random.nextBoolean()) {
            fleet.stop(List.of(role));
        } else {
            fleet.kill(List.of(role));
        }
        long moment = System.nanoTime();
        fleet.start(List.of(role));
        return moment;
    }
}
