package io.ecompulse.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The meters that every stage has: received, sent, discarded by reason, errors by step, duration. Thread-safe: make one
 * for each stage and share it among the stage's instances.
 *
 * <p>On the wire: {@code ecompulse_received_events_total{stage}}, {@code ecompulse_sent_events_total{stage}},
 * {@code ecompulse_discarded_events_total{stage,reason}}, {@code ecompulse_errors_total{stage,step}},
 * {@code ecompulse_duration_seconds{stage,step}}, and {@code ecompulse_conflicting_events_total{stage}}. A stage that reads the journal has {@code ecompulse_lag_events{stage}} too,
 * from its reader.
 */
public final class StageMeters {
    private final MeterRegistry registry;
    private final String stage;
    private final Counter received;
    private final Counter sent;
    private final Counter conflicts;

    public StageMeters(MeterRegistry registry, Stage stage) {
        this.registry = registry;
        this.stage = stage.tag();
        this.received = registry.counter("ecompulse.received.events", "stage", this.stage);
        this.sent = registry.counter("ecompulse.sent.events", "stage", this.stage);
        this.conflicts = registry.counter("ecompulse.conflicting.events", "stage", this.stage);
    }

    /** Events that reached the stage. */
    public void received(long events) {
        received.increment((double) events);
    }

    /** Events whose result is durable. */
    public void sent(long events) {
        sent.increment((double) events);
    }

    /** Events among those sent whose id another event of other content had taken. */
    public void conflicts(long events) {
        conflicts.increment((double) events);
    }

    /** Events the stage gave up or saw before, by a reason that has a tag of its own. */
    public void discarded(Enum<?> reason, long events) {
        registry.counter("ecompulse.discarded.events", "stage", stage, "reason", tag(reason))
                .increment((double) events);
    }

    /** Faults by the step that failed; the fault itself is logged where it is handled. */
    public void error(Enum<?> step) {
        registry.counter("ecompulse.errors", "stage", stage, "step", tag(step)).increment();
    }

    /** How long a step took. */
    public void duration(Enum<?> step, Duration took) {
        Timer.builder("ecompulse.duration")
                .tags("stage", stage, "step", tag(step))
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(60))
                .register(registry)
                .record(took);
    }

    /** What a stage has at this moment: {@code ecompulse_<stage>_<what>}. Held weakly. */
    public <T> void gauge(String what, T of, ToDoubleFunction<T> value) {
        Gauge.builder("ecompulse." + stage + "." + what, of, value).register(registry);
    }

    private static String tag(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
