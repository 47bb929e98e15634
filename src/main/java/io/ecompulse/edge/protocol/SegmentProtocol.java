package io.ecompulse.edge.protocol;

import io.ecompulse.event.EventType;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.Splice;
import io.ecompulse.event.Utf8;
import java.nio.charset.StandardCharsets;
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

    private final String tag;
    private final ProtocolLimits limits;
    private final EventJudge judge;

    public SegmentProtocol(ProtocolLimits limits) {
        this("segment", limits);
    }

    /** The same language under another name: libraries of others that say the same in other places. */
    public SegmentProtocol(String tag, ProtocolLimits limits) {
        this.tag = tag;
        this.limits = limits;
        this.judge = new EventJudge(limits);
    }

    @Override
    public String tag() {
        return tag;
    }

    @Override
    public Opened open(byte[] body, Call call) {
        if (body.length == 0) {
            return new Refusal(RejectReason.MALFORMED, "the body is empty");
        }
        try {
            JsonFields members = JsonFields.of(body, 0, body.length);
            return call.type() == null ? batch(members) : single(members, call.type());
        } catch (MalformedJson broken) {
            return notJson(body, broken);
        }
    }

    /** What is said of a body whose quotes and brackets do not add up. */
    static Refusal notJson(byte[] body, MalformedJson broken) {
        return Utf8.isValid(body, 0, body.length)
                ? new Refusal(RejectReason.MALFORMED, "the body is not JSON: " + broken.getMessage())
                : refusal(RejectReason.INVALID_UTF8);
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

    /** @param type the type to take when the event names none */
    Opened single(JsonFields event, @Nullable EventType type) {
        JsonValue whole = event.value();
        RejectReason fault = whole.length() > limits.eventBytesMax() ? null : judge.fault(whole);
        if (fault != null) {
            return refusal(fault);
        }
        // A larger event is cut before it is kept.
        int bytes = Math.min(whole.length(), limits.eventBytesMax());
        return new SegmentBatch(judge, List.of(whole), Shared.NOTHING, bytes, type, SegmentBatch.writeKey(event));
    }

    Opened batch(JsonFields members) throws MalformedJson {
        return batch(members, BATCH, "batch");
    }

    /** Events without anything around them: {@code [{…},{…}]}. */
    Opened bare(JsonValue list) throws MalformedJson {
        List<JsonValue> items = limits.items(list);
        if (items == null) {
            return limits.tooMany();
        }
        String key = items.isEmpty() ? null : SegmentBatch.writeKey(items.get(0).fields());
        return new SegmentBatch(judge, items, Shared.NOTHING, list.length(), null, key);
    }

    private Opened batch(JsonFields members, Name name, String called) throws MalformedJson {
        JsonValue list = members.get(name);
        if (list == null || !list.isArray()) {
            return new Refusal(RejectReason.MALFORMED, "the body has no array \"" + called + "\"");
        }
        List<JsonValue> items = limits.items(list);
        if (items == null) {
            return limits.tooMany();
        }
        RejectReason fault = shellFault(judge, members, list);
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
    static @Nullable RejectReason shellFault(EventJudge judge, JsonFields members, JsonValue list) {
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

    static Refusal refusal(RejectReason fault) {
        return new Refusal(fault, EventJudge.describe(fault));
    }
}
