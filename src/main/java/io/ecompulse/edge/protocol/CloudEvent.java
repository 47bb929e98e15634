package io.ecompulse.edge.protocol;

import io.ecompulse.event.Event;
import io.ecompulse.event.EventType;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.RejectReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One structured CloudEvent as a tracking event. Data that speaks the tracking spec itself is taken as it is; all other data is a
 * track call's properties, named by the type attribute. The attributes stand under {@code context.cloudevents}.
 */
record CloudEvent(EventJudge judge) implements Translation {
    private static final Name ID = new Name("id");
    private static final Name SOURCE = new Name("source");
    private static final Name SPEC_VERSION = new Name("specversion");
    private static final Name SUBJECT = new Name("subject");
    private static final Name TIME = new Name("time");
    private static final Name DATA = new Name("data");
    private static final Name DATA_BASE64 = new Name("data_base64");
    private static final Name TIMESTAMP = new Name("timestamp");
    private static final Name ORIGINAL_TIMESTAMP = new Name("originalTimestamp");
    private static final List<Name> ANONYMOUS = List.of(Event.ANONYMOUS_ID, new Name("anonymous_id"));
    private static final List<Name> USER = List.of(Event.USER_ID, new Name("user_id"));
    private static final Name ANONYMOUS_EXTENSION = new Name("anonymousid");
    private static final Name USER_EXTENSION = new Name("userid");

    @Override
    public @Nullable Refusal translate(JsonValue original, EventText event, Identities ids) {
        Refusal refusal = refusal(original);
        JsonFields attributes = refusal == null ? original.fields() : null;
        if (attributes == null) {
            return refusal;
        }
        JsonValue data = attributes.present(DATA);
        JsonFields members = data == null ? null : data.fields();
        // A URI holds no space, so no other pair of source and id reads the same.
        event.text("messageId", attributes.text(SOURCE) + " " + attributes.text(ID));
        if (members != null && speaksTheSpec(members)) {
            own(event, attributes, members);
        } else {
            foreign(event, attributes, data, members);
        }
        return null;
    }

    /** What makes it no event at all, or null. */
    @Nullable
    Refusal refusal(JsonValue original) {
        RejectReason fault = judge.fault(original);
        if (fault != null) {
            return SegmentProtocol.refusal(fault);
        }
        JsonFields attributes = original.fields();
        if (attributes == null) {
            return new Refusal(RejectReason.MALFORMED, "the event is not a JSON object");
        }
        for (Name name : List.of(ID, SOURCE, Event.TYPE, SPEC_VERSION)) {
            JsonValue value = attributes.get(name);
            if (value == null || !value.isString() || value.length() == "\"\"".length()) {
                return new Refusal(RejectReason.MALFORMED, "an event needs specversion, id, source and type, as texts");
            }
        }
        return "1.0".equals(attributes.text(SPEC_VERSION))
                ? null
                : new Refusal(RejectReason.MALFORMED, "specversion 1.0 is spoken here");
    }

    private static boolean speaksTheSpec(JsonFields data) {
        boolean named = EventType.of(data.get(Event.TYPE)) != null;
        boolean track = data.get(Event.TYPE) == null && data.present(Event.EVENT) != null;
        boolean shaped = data.object(Event.PROPERTIES) != null || Event.visitor(data) != null;
        return named || (track && shaped);
    }

    private static void own(EventText event, JsonFields attributes, JsonFields data) {
        // Of two equal names the last wins: what is missing comes after what stands there empty.
        for (int i = 0; i < data.size(); i++) {
            if (!isNamed(data, i, "messageId", "context")) {
                event.copyMember(data.member(i));
            }
        }
        if (data.present(Event.TYPE) == null) {
            event.text("type", "track");
        }
        if (data.present(TIMESTAMP) == null && data.present(ORIGINAL_TIMESTAMP) == null) {
            event.text("timestamp", attributes.text(TIME));
        }
        if (Event.visitor(data) == null) {
            visitor(event, attributes, null);
        }
        event.object("context");
        JsonFields context = data.object(Event.CONTEXT);
        for (int i = 0; context != null && i < context.size(); i++) {
            event.copyMember(context.member(i));
        }
        attributes(event, attributes, data.present(Event.MESSAGE_ID));
        event.close();
    }

    private static void foreign(
            EventText event, JsonFields attributes, @Nullable JsonValue data, @Nullable JsonFields members) {
        event.text("type", "track").text("event", attributes.text(Event.TYPE));
        event.text("timestamp", attributes.text(TIME));
        visitor(event, attributes, members);
        if (members != null) {
            event.copy("properties", data);
        } else {
            event.object("properties")
                    .copy("data", data)
                    .copy("data_base64", attributes.get(DATA_BASE64))
                    .close();
        }
        event.object("context");
        attributes(event, attributes, null);
        event.close();
    }

    /** Whom it is about: the data's own words, the extensions userid and anonymousid, else the subject, else the source. */
    private static void visitor(EventText event, JsonFields attributes, @Nullable JsonFields data) {
        String anonymous = first(data, ANONYMOUS, attributes.text(ANONYMOUS_EXTENSION));
        String user = first(data, USER, attributes.text(USER_EXTENSION));
        if (anonymous == null && user == null) {
            String subject = attributes.text(SUBJECT);
            anonymous = subject == null || subject.isEmpty() ? attributes.text(SOURCE) : subject;
        }
        event.text("anonymousId", anonymous).text("userId", user);
    }

    private static @Nullable String first(@Nullable JsonFields data, List<Name> names, @Nullable String otherwise) {
        for (Name name : names) {
            String text = data == null ? null : data.text(name);
            if (text != null && !text.isEmpty()) {
                return text;
            }
        }
        return otherwise == null || otherwise.isEmpty() ? null : otherwise;
    }

    private static void attributes(EventText event, JsonFields attributes, @Nullable JsonValue messageId) {
        event.object("cloudevents");
        for (int i = 0; i < attributes.size(); i++) {
            if (!isNamed(attributes, i, "data", "data_base64")) {
                event.copyMember(attributes.member(i));
            }
        }
        event.copy("messageId", messageId).close();
    }

    private static boolean isNamed(JsonFields object, int index, String... names) {
        String name = new String(object.name(index), StandardCharsets.UTF_8);
        return List.of(names).contains(name);
    }
}
