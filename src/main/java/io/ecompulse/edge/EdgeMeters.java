package io.ecompulse.edge;

import io.ecompulse.config.Treatment;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.SuppressReason;
import io.ecompulse.telemetry.Stage;
import io.ecompulse.telemetry.StageMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;

/** What the edge counts. Each event is received once and then sent or discarded with one reason (I2). Thread-safe. */
final class EdgeMeters {
    private static final String STAGE = Stage.EDGE.tag();

    private final MeterRegistry registry;
    private final StageMeters stage;

    private enum Discard {
        DUPLICATE
    }

    private enum Step {
        ACK
    }

    /** Where a fault of the edge itself happened. */
    enum Fault {
        REQUEST,
        STREAM,
        APPEND,
        BOOKS
    }

    EdgeMeters(
            MeterRegistry registry,
            Supplier<Number> inflightBytes,
            Supplier<Number> openConnections,
            Supplier<Number> openStreams) {
        this.registry = registry;
        this.stage = new StageMeters(registry, Stage.EDGE);
        Gauge.builder("ecompulse.inflight.bytes", inflightBytes)
                .tag("stage", STAGE)
                .register(registry);
        Gauge.builder("ecompulse.open.connections", openConnections)
                .tag("stage", STAGE)
                .register(registry);
        Gauge.builder("ecompulse.open.streams", openStreams).tag("stage", STAGE).register(registry);
    }

    void received(int events) {
        stage.received(events);
    }

    void accepted(int events) {
        stage.sent(events);
    }

    void duplicates(int events) {
        if (events > 0) {
            stage.discarded(Discard.DUPLICATE, events);
        }
    }

    /** Events that were rejected, or sent back to be tried again. */
    void discarded(RejectReason reason, int events) {
        stage.discarded(reason, events);
    }

    /** Events that were answered and not stored. */
    void suppressed(SuppressReason reason, int events) {
        stage.discarded(reason, events);
    }

    /** Accepted events that something was taken from before they were stored. */
    void stripped(Treatment treatment, int events) {
        registry.counter("ecompulse.stripped.events", "stage", STAGE, "treatment", treatment.tag())
                .increment(events);
    }

    /** A request or frame of which nothing was claimed. */
    void refused(RejectReason reason) {
        registry.counter("ecompulse.refused.requests", "stage", STAGE, "reason", reason.tag())
                .increment();
    }

    /** A request or stream taken for the default source that enforced keys would have refused. */
    void unenforced(RejectReason reason, String protocol) {
        registry.counter("ecompulse.unenforced.requests", "stage", STAGE, "reason", reason.tag(), "protocol", protocol)
                .increment();
    }

    /** From the first look at a batch to its answer. */
    void acknowledged(Duration took) {
        stage.duration(Step.ACK, took);
    }

    /** Accepted events that the books were never told of. */
    void forgotten(Supplier<Number> events) {
        Gauge.builder("ecompulse.forgotten.events", events)
                .tag("stage", STAGE)
                .description("Accepted events that the books were not told of while Kafka was away")
                .register(registry);
    }

    void fault(Fault step) {
        stage.error(step);
    }

    /** A stream that we ended. */
    void streamClosed(CloseCode code) {
        registry.counter("ecompulse.closed.streams", "stage", STAGE, "reason", code.tag())
                .increment();
    }

    /** A batch that came although the credit was used up. */
    void creditExceeded() {
        registry.counter("ecompulse.exceeded.credits", "stage", STAGE).increment();
    }

    /** A client that was sent elsewhere. */
    void goaway() {
        registry.counter("ecompulse.sent.goaways", "stage", STAGE).increment();
    }
}
