package io.ecompulse.lake;

import io.ecompulse.journal.Journal;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the lake is built from.
 *
 * @param topics the names of the journal's topics
 * @param store see {@link LakeConfig#openStore}; may be shared with the warehouse
 * @param committed called after every commit, on the lake's thread; must not block
 */
public record LakeSetup(
        Vertx vertx,
        Journal journal,
        Topics topics,
        LakeConfig config,
        LakeStore store,
        MeterRegistry registry,
        Health health,
        InstantSource clock,
        RandomGenerator random,
        Runnable committed) {
    public record Topics(String events, String failed) {}
}
