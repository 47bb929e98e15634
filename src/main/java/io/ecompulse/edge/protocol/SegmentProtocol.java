package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonElements;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.Splice;
import io.ecompulse.event.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Segment's HTTP API: {@code {"batch":[…],"context":{…},"sentAt":…,"writeKey":…}}, or one event as the whole body. Also reads
 * our stream's batch frames, which differ in the list's name only.
 */
public final class SegmentProtocol implements Protocol {
    private static final Name BATCH = new Name("batch");
    private static final Name EVENTS = new Name("events");
    private static final byte[] EMPTY_LIST = "[]".getBytes(StandardCharsets.UTF_8);

    private final ProtocolLimits limits;
    private final EventJudge judge;

    public SegmentProtocol(ProtocolLimits limits) {
        this.limits = limits;
        this.judge = new EventJudge(limits);
    }

    @Override
    public String tag() {
        return "segment";
    }

    @Override
    public Opened open(byte[] body, Call call) {
        if (body.length == 0) {
            return new Refusal(RejectReason.MALFORMED, "the body is empty");
        }
        try {
            JsonFields members = JsonFields.of(body, 0, body.length);
            return call.type() == null ? batch(members, BATCH, "batch") : single(members, call);
        } catch (MalformedJson broken) {
            return Utf8.isValid(body, 0, body.length)
                    ? new Refusal(RejectReason.MALFORMED, "the body is not JSON: " + broken.getMessage())
                    : refusal(RejectReason.INVALID_UTF8);
        }
    }

    /** The events of a stream's batch frame. */
    public Opened openFrame(JsonFields frame) {
        try {
            return batch(frame, EVENTS, "events");
        } catch (MalformedJson broken) {
            return new Refusal(RejectReason.MALFORMED, "the frame is not JSON: " + broken.getMessage());
        }
    }

    /** The first fault of a JSON text that is no event, or null. */
    public @Nullable Refusal fault(JsonFields members) {
        RejectReason fault = judge.fault(members.value());
        return fault == null ? null : refusal(fault);
    }

    private Opened single(JsonFields event, Call call) {
        JsonValue whole = event.value();
        RejectReason fault = whole.length() > limits.eventBytesMax() ? null : judge.fault(whole);
        if (fault != null) {
            return refusal(fault);
        }
        // A larger event is cut before it is kept.
        int bytes = Math.min(whole.length(), limits.eventBytesMax());
        return new SegmentBatch(
                judge, List.of(whole), Shared.NOTHING, bytes, call.type(), SegmentBatch.writeKey(event));
    }

    private Opened batch(JsonFields members, Name name, String called) throws MalformedJson {
        JsonValue list = members.get(name);
        if (list == null || !list.isArray()) {
            return new Refusal(RejectReason.MALFORMED, "the body has no array \"" + called + "\"");
        }
        List<JsonValue> items = new ArrayList<>();
        JsonElements elements = new JsonElements(list);
        for (JsonValue item = elements.next(); item != null; item = elements.next()) {
            if (items.size() == limits.batchEventsMax()) {
                return new Refusal(
                        RejectReason.TOO_MANY_EVENTS, "a batch holds at most " + limits.batchEventsMax() + " events");
            }
            items.add(item);
        }
        RejectReason fault = shellFault(members, list);
        if (fault != null) {
            return refusal(fault);
        }
        Shared shared = Shared.of(members);
        long expanded = list.length() + (long) items.size() * shared.length();
        if (expanded > limits.expandedBytesMax()) {
            return new Refusal(
                    RejectReason.TOO_LARGE,
                    "with the batch's context in each event it exceeds " + limits.expandedBytesMax() + " bytes");
        }
        return new SegmentBatch(judge, items, shared, expanded, null, writeKey(members, items));
    }

    /** The fault of everything around the list: each item has a judgement of its own. */
    private @Nullable RejectReason shellFault(JsonFields members, JsonValue list) {
        byte[] shell =
                new Splice(members, members.value()).replace(list, EMPTY_LIST).toBytes();
        return judge.fault(new JsonValue(shell, 0, shell.length));
    }

    private static @Nullable String writeKey(JsonFields members, List<JsonValue> items) {
        String key = SegmentBatch.writeKey(members);
        return key != null || items.isEmpty()
                ? key
                : SegmentBatch.writeKey(items.get(0).fields());
    }

    private static Refusal refusal(RejectReason fault) {
        return new Refusal(fault, EventJudge.describe(fault));
    }
}
