package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import java.util.List;

/**
 * Our own way in for {@code navigator.sendBeacon}, which sends a body and nothing else: one event, a batch, or a bare list of
 * events, in the tracking spec's words. A beacon without a body says hello; pages send such ones.
 */
public final class BeaconProtocol implements Protocol {
    private static final Name BATCH = new Name("batch");

    private final SegmentProtocol segment;
    private final ProtocolLimits limits;

    public BeaconProtocol(ProtocolLimits limits) {
        this.limits = limits;
        this.segment = new SegmentProtocol(tag(), limits);
    }

    @Override
    public String tag() {
        return "beacon";
    }

    @Override
    public Opened open(byte[] body, Call call) {
        JsonValue whole = Bodies.trimmed(body);
        if (whole.length() == 0) {
            return new SegmentBatch(new EventJudge(limits), List.of(), Shared.NOTHING, 0, null, null);
        }
        try {
            if (whole.isArray()) {
                return segment.bare(whole);
            }
            JsonFields members = JsonFields.of(body, 0, body.length);
            JsonValue batch = members.get(BATCH);
            return batch != null && batch.isArray() ? segment.batch(members) : segment.single(members, call.type());
        } catch (MalformedJson broken) {
            return SegmentProtocol.notJson(body, broken);
        }
    }
}
