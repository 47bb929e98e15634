package io.ecompulse.edge.protocol;

import io.ecompulse.event.Event;
import io.ecompulse.event.EventType;
import io.ecompulse.event.Fingerprint;
import io.ecompulse.event.JsonCheck;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.Splice;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Judges one event of the tracking spec, whoever's library sent it. Thread-safe. */
final class EventJudge {
    /** A visitor keys its records; the journal's size limit covers one event, not a second one in its key. */
    static final int VISITOR_BYTES_MAX = 256;

    private final int eventBytesMax;
    private final JsonCheck json;

    EventJudge(ProtocolLimits limits) {
        this.eventBytesMax = limits.eventBytesMax();
        this.json = new JsonCheck(limits.eventDepthMax());
    }

    /** The first fault of a JSON text, or null. */
    @Nullable
    RejectReason fault(JsonValue text) {
        return json.fault(text);
    }

    /**
     * @param shared what the batch says for all its events
     * @param pathType the type to take when the event names none
     */
    Verdict verdict(JsonValue item, Shared shared, @Nullable EventType pathType, Supplier<String> ids) {
        if (!item.isObject()) {
            return new Verdict.Unsound(null, RejectReason.MALFORMED, "the event is not a JSON object", item);
        }
        int length = item.length() + shared.length();
        if (length > eventBytesMax) {
            String detail =
                    "the event has " + length + " bytes with its batch's context, " + eventBytesMax + " are allowed";
            return new Verdict.Unsound(idIfReadable(item), RejectReason.TOO_LARGE, detail, item);
        }
        RejectReason fault = json.fault(item);
        if (fault != null) {
            return new Verdict.Unsound(idIfReadable(item), fault, describe(fault), item);
        }
        try {
            return sound(item, JsonFields.of(item.json(), item.from(), item.to()), shared, pathType, ids);
        } catch (MalformedJson broken) {
            return new Verdict.Unsound(null, RejectReason.MALFORMED, describe(RejectReason.MALFORMED), item);
        }
    }

    private static Verdict sound(
            JsonValue item, JsonFields fields, Shared shared, @Nullable EventType pathType, Supplier<String> ids) {
        String id = EventId.of(fields);
        JsonValue typeValue = fields.present(Event.TYPE);
        EventType type = typeValue == null ? pathType : EventType.of(typeValue);
        byte[] visitor = Event.visitor(fields);
        RejectReason missing = missing(fields, type, visitor);
        if (missing != null || type == null || visitor == null) {
            RejectReason reason = missing == null ? RejectReason.UNKNOWN_TYPE : missing;
            return new Verdict.Unsound(id, reason, describe(reason), item);
        }
        Splice splice = new Splice(fields, item);
        if (typeValue == null) {
            set(splice, "type", fields.get(Event.TYPE), type.tag());
        }
        String identity = id;
        if (identity == null) {
            identity = ids.get();
            set(splice, "messageId", fields.get(Event.MESSAGE_ID), identity);
        }
        shared.into(splice, fields);
        return new Verdict.Sound(
                identity,
                shortened(visitor),
                Fingerprint.of(type, fields),
                splice,
                new EventContext(fields, shared.context()));
    }

    private static byte[] shortened(byte[] visitor) {
        return visitor.length <= VISITOR_BYTES_MAX
                ? visitor
                : EventId.hash(visitor).getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable RejectReason missing(
            JsonFields fields, @Nullable EventType type, byte @Nullable [] visitor) {
        if (type == null) {
            return RejectReason.UNKNOWN_TYPE;
        }
        if (type == EventType.TRACK && !hasName(fields.present(Event.EVENT))) {
            return RejectReason.MISSING_EVENT;
        }
        return visitor == null ? RejectReason.MISSING_IDENTITY : null;
    }

    private static boolean hasName(@Nullable JsonValue event) {
        return event != null && (event.isNumber() || (event.isString() && event.length() > "\"\"".length()));
    }

    /** Puts a plain text under a name, over a null or other nonsense that stands there. */
    private static void set(Splice splice, String name, @Nullable JsonValue old, String plain) {
        byte[] quoted = ('"' + plain + '"').getBytes(StandardCharsets.UTF_8);
        if (old == null) {
            splice.add(name, quoted);
        } else {
            splice.replace(old, quoted);
        }
    }

    private static @Nullable String idIfReadable(JsonValue item) {
        JsonFields fields = item.fields();
        return fields == null ? null : EventId.of(fields);
    }

    static String describe(RejectReason reason) {
        return switch (reason) {
            case INVALID_UTF8 -> "the text is not UTF-8";
            case TOO_DEEP -> "objects and arrays are nested too deep";
            case UNKNOWN_TYPE -> "type is none of track, page, screen, identify, group, alias";
            case MISSING_EVENT -> "a track call needs its event's name in \"event\"";
            case MISSING_IDENTITY -> "an event needs an anonymousId or a userId";
            default -> "the text is not JSON";
        };
    }
}
