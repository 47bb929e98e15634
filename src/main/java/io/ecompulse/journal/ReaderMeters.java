package io.ecompulse.journal;

import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of a stage's reader, beside those of the stage itself. Thread-safe. */
final class ReaderMeters {
    private final MeterRegistry registry;
    private final String stage;
    private final AtomicLong lag = new AtomicLong();
    private final AtomicLong buffered = new AtomicLong();
    private final Counter rewinds;
    private final Counter expired;
    private final Counter forgotten;

    ReaderMeters(MeterRegistry registry, Stage stage) {
        this.registry = registry;
        this.stage = stage.tag();
        Gauge.builder("ecompulse.lag.events", lag, AtomicLong::get)
                .tag("stage", this.stage)
                .register(registry);
        Gauge.builder("ecompulse.reader.buffer.bytes", buffered, AtomicLong::get)
                .tag("stage", this.stage)
                .register(registry);
        rewinds = registry.counter("ecompulse.reader.rewinds", "stage", this.stage);
        expired = registry.counter("ecompulse.reader.expired.events", "stage", this.stage);
        forgotten = registry.counter("ecompulse.reader.forgotten.identities", "stage", this.stage);
    }

    void lag(long events) {
        lag.set(events);
    }

    /** Bytes polled but not yet taken: a meter, and what back-pressure goes by. */
    AtomicLong buffered() {
        return buffered;
    }

    void rewound() {
        rewinds.increment();
    }

    void expired(long events) {
        expired.increment((double) events);
    }

    void forgotten(long identities) {
        if (identities > 0) {
            forgotten.increment((double) identities);
        }
    }

    void error(ReadStep step) {
        registry.counter(
                        "ecompulse.errors",
                        "stage",
                        this.stage,
                        "step",
                        step.name().toLowerCase(Locale.ROOT))
                .increment();
    }
}
