package io.ecompulse.aggregate;

import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** The stage's meters. Outcomes are counted when they are durable, so received less the outcomes is what is under way. */
final class AggregateMeters {
    private final StageMeters stage;
    private final Counter late;

    enum Discard {
        DUPLICATE,
        MALFORMED
    }

    enum Step {
        POSITION,
        FOLD,
        APPLY,
        CHECK
    }

    AggregateMeters(MeterRegistry registry) {
        this.stage = new StageMeters(registry, Stage.AGGREGATE);
        this.late = registry.counter("ecompulse.late.events", "stage", Stage.AGGREGATE.tag());
    }

    void received(long events) {
        stage.received(events);
    }

    void applied(Delta.Tally tally) {
        stage.sent(tally.counted());
        discarded(Discard.DUPLICATE, tally.duplicates());
        discarded(Discard.MALFORMED, tally.unreadable());
        stage.conflicts(tally.conflicts());
        late.increment((double) tally.late());
    }

    void error(Step step) {
        stage.error(step);
    }

    void duration(Step step, long nanos) {
        stage.duration(step, Duration.ofNanos(nanos));
    }

    private void discarded(Discard reason, long events) {
        if (events > 0) {
            stage.discarded(reason, events);
        }
    }
}
