package io.ecompulse.journal;

import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** What the journal hands to each of its readers. */
record ReaderParts(Vertx vertx, JournalConfig config, MeterRegistry registry, InstantSource clock, Health health) {}
