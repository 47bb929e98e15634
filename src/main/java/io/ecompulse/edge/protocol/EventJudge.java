package io.ecompulse.edge.protocol;

import io.ecompulse.config.Treatment;
import io.ecompulse.event.Event;
import io.ecompulse.event.EventType;
import io.ecompulse.event.Fingerprint;
import io.ecompulse.event.JsonCheck;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.Splice;
import io.ecompulse.event.SuppressReason;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Judges one event of the tracking spec, whoever's library sent it. Thread-safe. */
final class EventJudge {
    /** A visitor keys its records; the journal's size limit covers one event, not a second one in its key. */
    static final int VISITOR_BYTES_MAX = 256;

    private static final Name IP = new Name("ip");

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
    Verdict verdict(JsonValue item, Shared shared, @Nullable EventType pathType, Screen screen, Identities ids) {
        Around around = new Around(shared, pathType, screen, ids);
        return screen.isOpen() ? judged(item, around, Treatment.ALLOW) : screened(item, around);
    }

    /** What is known of an event beside its own bytes. */
    private record Around(Shared shared, @Nullable EventType pathType, Screen screen, Identities ids) {
        /** The same of an event that has in it all that its batch says for it. */
        Around with(Screen rest) {
            return new Around(Shared.NOTHING, pathType, rest, ids);
        }
    }

    /** I10: what is not to be kept is taken first, so that nothing that is made of the event can hold it. */
    private Verdict screened(JsonValue item, Around around) {
        Shared shared = around.shared;
        Screen screen = around.screen;
        boolean isReadable = item.isObject() && item.length() + shared.length() <= eventBytesMax;
        JsonFields fields = isReadable && json.fault(item) == null ? item.fields() : null;
        if (fields == null) {
            JsonFields glimpse = item.fields();
            if (glimpse != null && screen.hides(glimpse)) {
                return new Verdict.Suppressed(EventId.of(glimpse), SuppressReason.SUPPRESSED_SUBJECT);
            }
            Verdict verdict = judged(item, around, Treatment.ALLOW);
            return screen.mayTakeSomething() && verdict instanceof Verdict.Unsound unsound
                    ? new Verdict.Unsound(null, unsound.reason(), unsound.detail(), Screen.NOTHING)
                    : verdict;
        }
        Screen.Finding finding = screen.finding(fields, shared);
        SuppressReason suppressed = finding.suppressed();
        if (suppressed == null && screen.hides(given(fields, around, finding.treatment()))) {
            suppressed = SuppressReason.SUPPRESSED_SUBJECT;
        }
        if (suppressed != null) {
            return new Verdict.Suppressed(EventId.of(fields), suppressed);
        }
        if (finding.treatment() == Treatment.ALLOW) {
            return judged(item, around, Treatment.ALLOW);
        }
        JsonValue left = screen.redacted(merged(item, fields, shared), fields, finding.treatment());
        Verdict verdict = judged(left, around.with(screen), finding.treatment());
        return verdict instanceof Verdict.Sound sound ? sound.of(new EventContext(fields, shared.context())) : verdict;
    }

    private static JsonValue merged(JsonValue item, JsonFields fields, Shared shared) {
        Splice whole = new Splice(fields, item);
        shared.into(whole, fields);
        byte[] bytes = whole.toBytes();
        return new JsonValue(bytes, 0, bytes.length);
    }

    private Verdict judged(JsonValue item, Around around, Treatment treatment) {
        Shared shared = around.shared;
        if (!item.isObject()) {
            return new Verdict.Unsound(null, RejectReason.MALFORMED, "the event is not a JSON object", item);
        }
        int length = item.length() + shared.length();
        if (length > eventBytesMax) {
            String detail =
                    "the event has " + length + " bytes with its batch's context, " + eventBytesMax + " are allowed";
            return unsound(item, around.screen, RejectReason.TOO_LARGE, detail);
        }
        RejectReason fault = json.fault(item);
        if (fault != null) {
            return unsound(item, around.screen, fault, describe(fault));
        }
        try {
            JsonFields fields = JsonFields.of(item.json(), item.from(), item.to());
            EventContext context = new EventContext(fields, shared.context());
            if (around.screen.cutsAddresses() && context.present(IP) != null) {
                JsonValue cut = addressCut(merged(item, fields, shared), around.screen);
                Verdict verdict = judged(cut, around.with(Screen.OPEN), treatment);
                return verdict instanceof Verdict.Sound sound ? sound.of(context) : verdict;
            }
            return sound(new Parsed(item, fields, context), around, treatment);
        } catch (MalformedJson broken) {
            return new Verdict.Unsound(null, RejectReason.MALFORMED, describe(RejectReason.MALFORMED), item);
        }
    }

    /** One that is not read any further; what can be found of an address in it is cut all the same (I10). */
    private static Verdict unsound(JsonValue item, Screen screen, RejectReason reason, String detail) {
        JsonValue kept = item;
        if (screen.cutsAddresses()) {
            try {
                kept = addressCut(item, screen);
            } catch (MalformedJson unreadable) {
                kept = item;
            }
        }
        return new Verdict.Unsound(idIfReadable(item), reason, detail, kept);
    }

    /** I10: the event with {@code context.ip} as the policy lets it be kept, before anything is made of it. */
    private static JsonValue addressCut(JsonValue whole, Screen screen) throws MalformedJson {
        JsonFields fields = JsonFields.of(whole.json(), whole.from(), whole.to());
        JsonFields context = fields.object(Event.CONTEXT);
        JsonValue address = context == null ? null : context.get(IP);
        if (address == null) {
            return whole;
        }
        byte[] bytes =
                new Splice(fields, whole).replace(address, screen.kept(address)).toBytes();
        return new JsonValue(bytes, 0, bytes.length);
    }

    private record Parsed(JsonValue item, JsonFields fields, EventContext context) {}

    private static Verdict sound(Parsed event, Around around, Treatment treatment) {
        JsonValue item = event.item;
        JsonFields fields = event.fields;
        String id = EventId.of(fields);
        JsonValue typeValue = fields.present(Event.TYPE);
        EventType type = typeValue == null ? around.pathType : EventType.of(typeValue);
        byte[] named = Event.visitor(fields);
        String given = named == null ? given(fields, around, treatment) : null;
        byte[] visitor = given == null ? named : utf8(given);
        RejectReason missing = missing(fields, type, visitor != null || treatment.stripsIds());
        if (missing != null || type == null) {
            return incomplete(id, missing == null ? RejectReason.UNKNOWN_TYPE : missing, item);
        }
        Splice splice = new Splice(fields, item);
        if (typeValue == null) {
            set(splice, "type", fields.get(Event.TYPE), type.tag());
        }
        String identity = id == null ? assigned(splice, fields, around.ids) : id;
        if (given != null) {
            set(splice, "anonymousId", fields.get(Event.ANONYMOUS_ID), given);
        }
        around.shared.into(splice, fields);
        // Without a visitor an event is keyed by itself: it still meets its own duplicates, and spreads over the
        // partitions.
        byte[] key = visitor == null ? utf8(identity) : visitor;
        Verdict.Sound sound = new Verdict.Sound(
                identity, shortened(key), Fingerprint.of(type, fields), splice, treatment, null, event.context);
        // As of one that names its visitor itself, for sent again out of the lake it does.
        return given == null ? sound : sound.withGiven(given, Fingerprint.of(type, fields, quoted(given)));
    }

    private static Verdict incomplete(@Nullable String id, RejectReason reason, JsonValue item) {
        return new Verdict.Unsound(id, reason, describe(reason), item);
    }

    private static String assigned(Splice splice, JsonFields fields, Identities ids) {
        String id = ids.newId();
        set(splice, "messageId", fields.get(Event.MESSAGE_ID), id);
        return id;
    }

    /** The visitor that an event is given for having none; null where it has one, or is to have none (I10). */
    private static @Nullable String given(JsonFields fields, Around around, Treatment treatment) {
        return !treatment.stripsIds() && around.ids.givesVisitors() && Event.visitor(fields) == null
                ? around.ids.visitor(EventId.of(fields))
                : null;
    }

    private static byte[] shortened(byte[] visitor) {
        return visitor.length <= VISITOR_BYTES_MAX ? visitor : utf8(EventId.hash(visitor));
    }

    private static @Nullable RejectReason missing(JsonFields fields, @Nullable EventType type, boolean isIdentified) {
        if (type == null) {
            return RejectReason.UNKNOWN_TYPE;
        }
        if (type == EventType.TRACK && !hasName(fields.present(Event.EVENT))) {
            return RejectReason.MISSING_EVENT;
        }
        return isIdentified ? null : RejectReason.MISSING_IDENTITY;
    }

    private static boolean hasName(@Nullable JsonValue event) {
        return event != null && (event.isNumber() || (event.isString() && event.length() > "\"\"".length()));
    }

    /** Puts a plain text under a name, over a null or other nonsense that stands there. */
    private static void set(Splice splice, String name, @Nullable JsonValue old, String plain) {
        byte[] quoted = quoted(plain);
        if (old == null) {
            splice.add(name, quoted);
        } else {
            splice.replace(old, quoted);
        }
    }

    private static byte[] quoted(String plain) {
        return utf8('"' + plain + '"');
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
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
