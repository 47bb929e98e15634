package io.ecompulse.e2e;

import io.ecompulse.faults.HttpFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What can happen to a fleet. Each strikes, heals what does not heal by itself, and answers when its cause was over. */
enum Fault {
    EDGE_KILLED("edge: kill -9", "edge"),
    AGGREGATE_KILLED("aggregate: kill -9", "aggregate"),
    LAKE_KILLED("lake: kill -9", "lake"),
    WAREHOUSE_KILLED("warehouse: kill -9", "warehouse"),
    INSIGHT_KILLED("insight: kill -9", "insight"),
    READERS_KILLED("aggregate and lake: kill -9 at once", "aggregate,lake"),
    QUERIES_KILLED("warehouse and insight: kill -9 at once", "warehouse,insight"),
    EDGE_DRAINED("edge: SIGTERM", "edge") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            return drained(fleet, roles());
        }
    },
    READERS_DRAINED("aggregate and lake: SIGTERM", "aggregate,lake") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            return drained(fleet, roles());
        }
    },
    QUERIES_DRAINED("warehouse and insight: SIGTERM", "warehouse,insight") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            return drained(fleet, roles());
        }
    },
    BROKER_KILLED("broker: kill -9") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            fleet.broker().process().kill9();
            long moment = System.nanoTime();
            fleet.broker().launch();
            fleet.broker().awaitReady();
            return moment;
        }
    },
    BROKER_PAUSED("broker: SIGSTOP for 5 to 20 s") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            return paused(fleet.broker().process(), seconds(random, 5, 20));
        }
    },
    EDGE_KILLED_BEHIND_PAUSED_BROKER("edge: kill -9 with records in its spool, the broker stopped") {
        /** Whatever was acked without being durable is in the edge's memory at that moment, and gone with it. */
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            fleet.broker().process().pause();
            fleet.awaitEdgeGauge("ecompulse_spool_records", records -> records > 0);
            Hold.during(seconds(random, 1, 2));
            fleet.kill(List.of("edge"));
            Hold.during(seconds(random, 1, 2));
            fleet.broker().process().resume();
            long moment = System.nanoTime();
            fleet.start(List.of("edge"));
            return moment;
        }
    },
    BROKER_PAUSED_LONG("broker: SIGSTOP for 60 s") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            return paused(fleet.broker().process(), seconds(random, 60, 60));
        }
    },
    REDIS_FLUSHED("Redis: FLUSHALL") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            fleet.redis().flushAll();
            return System.nanoTime();
        }
    },
    REDIS_KILLED("Redis: kill -9, its last second may be lost") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            fleet.redis().process().kill9();
            long moment = System.nanoTime();
            fleet.redis().launch();
            return moment;
        }
    },
    REDIS_DISK_LOST("Redis: kill -9, back without its data") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            fleet.redis().process().kill9();
            long moment = System.nanoTime();
            fleet.redis().forgetData();
            fleet.redis().launch();
            return moment;
        }
    },
    REDIS_PAUSED("Redis: SIGSTOP for 3 to 10 s") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            return paused(fleet.redis().process(), seconds(random, 3, 10));
        }
    },
    REDIS_FAILED_OVER("Redis: failover to a replica 1 to 4 s behind") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            fleet.redis().failOver(seconds(random, 1, 4));
            return System.nanoTime();
        }
    },
    WORKERS_SCALED("aggregate and lake: 1 to 3 processes and back") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            return WorkerFaults.scale(fleet, random);
        }
    },
    WORKERS_STORM("aggregate and lake: a second process comes and goes 10 times") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            return WorkerFaults.storm(fleet, random);
        }
    },
    ZOMBIES("aggregate and lake: SIGSTOP past the session, others take over, SIGCONT") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            return WorkerFaults.zombies(fleet, random);
        }
    },
    VERSIONS_MIXED("edge, aggregate or lake: back to another build of the program, and forward again") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            return WorkerFaults.rollBack(fleet, random);
        }
    },
    CLOCK_STEPPED("edge or aggregate and lake: the clock goes wrong by up to 4 min, then right again") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            FalseClock clock = FalseClock.in(fleet.folder()).orElseThrow();
            List<String> roles = random.nextBoolean() ? List.of("edge") : READERS;
            fleet.stop(roles);
            for (String role : roles) {
                fleet.start(role, clock.environment());
            }
            Hold.during(seconds(random, 1, 3));
            clock.set(Duration.ofSeconds(random.nextInt(-240, 240)));
            Hold.during(seconds(random, 3, 6));
            clock.set(Duration.ZERO);
            return System.nanoTime();
        }
    },
    SPOOL_DISK_FULL("edge: the spool's disk of 6 MiB full, the broker stopped") {
        /** The disk stays as small as it is until all is brought to Kafka: that must need no room. */
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            SpoolDisk disk = fleet.spoolDisk().orElseThrow();
            if (disk.isMounted()) {
                disk.shrink(SMALL_DISK_MIB);
            } else {
                fleet.stop(EDGE);
                fleet.start("edge", Map.of("SPOOL_BYTES_MAX", SMALL_DISK_MIB + "MiB"));
            }
            double before = fleet.edgeGauge(REFUSED);
            fleet.broker().process().pause();
            fleet.awaitEdgeGauge(REFUSED, refused -> refused > before);
            Hold.during(seconds(random, 3, 5)); // Clients come again after a second, and hear the same.
            boolean isKilled = random.nextBoolean();
            if (isKilled) {
                fleet.kill(EDGE);
            }
            fleet.broker().process().resume();
            long moment = System.nanoTime();
            if (isKilled) {
                fleet.start(EDGE);
            }
            fleet.awaitEdgeGauge("ecompulse_spool_records", records -> records == 0);
            if (disk.isMounted()) {
                disk.grow();
            } else {
                drained(fleet, EDGE);
            }
            return moment;
        }
    },
    S3_REFUSES("S3: 503 and 500 for 5 to 15 s") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            s3(fleet).fail(List.of(HttpFault.SLOW_DOWN, HttpFault.ERROR), random, seconds(random, 5, 15));
            return System.nanoTime();
        }
    },
    S3_HANGS("S3: no answer for 16 to 25 s") {
        /** Longer than the timeout of a request. */
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            s3(fleet).fail(List.of(HttpFault.HANG), random, seconds(random, 16, 25));
            return System.nanoTime();
        }
    },
    S3_SLOW("S3: each request 1 to 3 s late, for 10 to 20 s") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            s3(fleet).slow(seconds(random, 1, 3), seconds(random, 10, 20));
            return System.nanoTime();
        }
    },
    S3_CUTS("S3: every other request cut in the middle or its answer lost, for 5 to 15 s") {
        @Override
        long strike(Fleet fleet, RandomGenerator random) throws Exception {
            s3(fleet).cut(random, seconds(random, 5, 15));
            return System.nanoTime();
        }
    };

    /** Those that need a lake on S3. */
    static final Set<Fault> OF_S3 = Set.of(S3_REFUSES, S3_HANGS, S3_SLOW, S3_CUTS);

    static final List<String> READERS = List.of("aggregate", "lake");
    private static final List<String> EDGE = List.of("edge");
    private static final String REFUSED = "ecompulse_spool_refused_records_total";
    private static final int SMALL_DISK_MIB = 6;

    private final String description;
    /** Separated by commas. */
    private final String roles;

    Fault(String description) {
        this(description, "");
    }

    Fault(String description, String roles) {
        this.description = description;
        this.roles = roles;
    }

    /** Kills the roles and starts them again, unless a fault says otherwise. */
    long strike(Fleet fleet, RandomGenerator random) throws Exception {
        long moment = fleet.kill(roles());
        fleet.start(roles());
        return moment;
    }

    String description() {
        return description;
    }

    List<String> roles() {
        return roles.isEmpty() ? List.of() : List.of(roles.split(","));
    }

    private static S3Lake s3(Fleet fleet) {
        return fleet.s3().orElseThrow();
    }

    private static long drained(Fleet fleet, List<String> roles) throws Exception {
        fleet.stop(roles);
        long moment = System.nanoTime();
        fleet.start(roles);
        return moment;
    }

    private static long paused(Child child, Duration time) throws Exception {
        child.pause();
        Hold.during(time);
        child.resume();
        return System.nanoTime();
    }

    static Duration seconds(RandomGenerator random, int from, int to) {
        return Duration.ofMillis(random.nextInt(from * 1000, to * 1000 + 1));
    }
}
