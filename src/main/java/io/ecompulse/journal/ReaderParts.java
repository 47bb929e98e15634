package io.ecompulse.journal;

import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/**
 * What the journal hands to each of its readers.
 *
 * @param home where the journal was opened; what is deployed from there does not go with the stage that reads
 */
record ReaderParts(
        Vertx vertx, Context home, JournalConfig config, MeterRegistry registry, InstantSource clock, Health health) {
    /** For readers of a topic: in that of failed records, each is one of its own. */
    ReaderParts reading(JournalTopic topic) {
        return topic == JournalTopic.EVENTS
                ? this
                : new ReaderParts(vertx, home, config.withoutDedup(), registry, clock, health);
    }
}
