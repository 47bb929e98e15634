package io.ecompulse.edge;

import io.ecompulse.edge.protocol.SegmentProtocol;
import java.util.concurrent.atomic.AtomicBoolean;

/** What all event loops of one edge share. */
record EdgeState(
        EdgeConfig config,
        EdgeServices services,
        EdgeMeters meters,
        ByteBudget budget,
        Intake intake,
        SegmentProtocol segment,
        AtomicBoolean draining) {

    static EdgeState of(EdgeConfig config, EdgeServices services) {
        ByteBudget budget = new ByteBudget(config.inflightBytesMax());
        EdgeMeters meters = new EdgeMeters(services.registry(), budget::used);
        return new EdgeState(
                config,
                services,
                meters,
                budget,
                new Intake(config, services, meters),
                new SegmentProtocol(config.events()),
                new AtomicBoolean());
    }
}
