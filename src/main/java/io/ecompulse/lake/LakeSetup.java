package io.ecompulse.lake;

import io.ecompulse.journal.Journal;
import io.ecompulse.telemetry.Health;
import io.ecompulse.telemetry.StageMeters;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the lake is built from.
 *
 * @param topic the name of the journal's events topic
 * @param store see {@link LakeConfig#openStore}; may be shared with the warehouse
 * @param committed called after every commit, on the lake's thread; must not block
 */
public record LakeSetup(
        Vertx vertx,
        Journal journal,
        String topic,
        LakeConfig config,
        LakeStore store,
        StageMeters meters,
        Health health,
        InstantSource clock,
        RandomGenerator random,
        Runnable committed) {}
