package io.ecompulse.journal;

import io.ecompulse.journal.spool.Spool;
import io.ecompulse.journal.spool.SpoolStatus;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;

/** What the spool and the breaker tell. Thread-safe. */
final class SpoolMeters {
    private static final String STAGE = "stage";

    private final Counter spooled;
    private final Counter refused;
    private final Counter drained;
    private final Counter errors;

    SpoolMeters(MeterRegistry registry, Spool spool, InstantSource clock) {
        this.spooled = registry.counter("ecompulse.spool.appended.records");
        this.refused = registry.counter("ecompulse.spool.refused.records");
        this.drained = registry.counter("ecompulse.spool.drained.records");
        this.errors = registry.counter("ecompulse.errors", STAGE, Stage.JOURNAL.tag(), "step", "drain");
        gauge(registry, spool, "ecompulse.spool.bytes", status -> (double) status.bytesUsed());
        gauge(registry, spool, "ecompulse.spool.bytes.max", status -> (double) status.bytesMax());
        gauge(registry, spool, "ecompulse.spool.records", status -> (double) status.records());
        gauge(registry, spool, "ecompulse.spool.oldest.age.seconds", status -> age(status, clock));
        FunctionCounter.builder("ecompulse.spool.corrupt.bytes", spool, of ->
                        (double) of.status().corruptBytes())
                .register(registry);
        FunctionCounter.builder("ecompulse.spool.corrupt.records", spool, of ->
                        (double) of.status().corruptRecords())
                .register(registry);
        gauge(registry, spool, "ecompulse.spool.aside.records", status -> (double) status.setAside());
    }

    void spooled(int records) {
        spooled.increment(records);
    }

    void refused(int records) {
        refused.increment(records);
    }

    void drained(int records) {
        drained.increment(records);
    }

    void drainFailed() {
        errors.increment();
    }

    /** How long the oldest record has been waiting for Kafka; 0 when none is. */
    private static double age(SpoolStatus status, InstantSource clock) {
        long now = clock.millis();
        return Math.max(0, now - status.oldestAppendedAtMillis().orElse(now)) / 1000.0;
    }

    private static void gauge(MeterRegistry registry, Spool spool, String name, ToDoubleFunction<SpoolStatus> value) {
        Gauge.builder(name, spool, of -> value.applyAsDouble(of.status())).register(registry);
    }
}
