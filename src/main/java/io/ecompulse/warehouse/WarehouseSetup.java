package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import io.ecompulse.telemetry.Health;
import io.ecompulse.telemetry.StageMeters;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** What the warehouse is built from. */
public record WarehouseSetup(
        Vertx vertx, WarehouseConfig config, LakeStore lake, StageMeters meters, Health health, InstantSource clock) {}
