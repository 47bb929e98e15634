package io.ecompulse.aggregate;

import io.ecompulse.journal.FailedRecord;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** The stage's meters. Outcomes are counted when they are durable, so received less the outcomes is what is under way. */
final class AggregateMeters {
    private final StageMeters stage;
    private final Counter late;
    private final Counter corrected;

    enum Discard {
        DUPLICATE,
        /** Reading it made us throw. */
        POISON,
        /** It is no event that this program reads. */
        UNREADABLE
    }

    enum Step {
        POSITION,
        FOLD,
        /** Writing what cannot be counted to the failed topic. */
        KEEP,
        APPLY,
        CHECK
    }

    AggregateMeters(MeterRegistry registry) {
        this.stage = new StageMeters(registry, Stage.AGGREGATE);
        this.late = registry.counter("ecompulse.late.events", "stage", Stage.AGGREGATE.tag());
        this.corrected = registry.counter("ecompulse.corrected.events", "stage", Stage.AGGREGATE.tag());
    }

    void received(long events) {
        stage.received(events);
    }

    void applied(Delta.Tally tally) {
        stage.sent(tally.counted());
        discarded(Discard.DUPLICATE, tally.duplicates());
        stage.conflicts(tally.conflicts());
        late.increment((double) tally.late());
        corrected.increment((double) tally.corrected());
    }

    /** Stands in the failed topic. */
    void failed(FailedRecord record) {
        discarded(record.reason() == FailedRecord.Reason.POISON ? Discard.POISON : Discard.UNREADABLE, 1);
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
