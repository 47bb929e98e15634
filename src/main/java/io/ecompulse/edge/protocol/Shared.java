package io.ecompulse.edge.protocol;

import io.ecompulse.event.Event;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.Splice;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a batch says once for all its events: context, integrations and sentAt. An event's own word wins. */
final class Shared {
    private static final Name INTEGRATIONS = new Name("integrations");
    private static final Name SENT_AT = new Name("sentAt");
    static final Shared NOTHING = new Shared(null, null, null);

    private final @Nullable JsonFields context;
    private final @Nullable JsonFields integrations;
    private final @Nullable JsonValue sentAt;

    private Shared(@Nullable JsonFields context, @Nullable JsonFields integrations, @Nullable JsonValue sentAt) {
        this.context = context;
        this.integrations = integrations;
        this.sentAt = sentAt;
    }

    /** Reads them from the batch's own members, which passed the JSON check. */
    static Shared of(JsonFields batch) {
        JsonValue sentAt = batch.present(SENT_AT);
        boolean scalar = sentAt != null && (sentAt.isString() || sentAt.isNumber());
        return new Shared(filled(batch, Event.CONTEXT), filled(batch, INTEGRATIONS), scalar ? sentAt : null);
    }

    private static @Nullable JsonFields filled(JsonFields batch, Name name) {
        JsonFields object = batch.object(name);
        return object == null || object.size() == 0 ? null : object;
    }

    /** What all events of the batch have in common; null for nothing. */
    @Nullable
    JsonFields context() {
        return context;
    }

    /** The most that {@link #into} adds to one event. */
    int length() {
        return length("context", context)
                + length("integrations", integrations)
                + (sentAt == null ? 0 : sentAt.length() + "\"sentAt\":,".length());
    }

    private static int length(String name, @Nullable JsonFields object) {
        return object == null ? 0 : object.to() - object.from() + name.length() + "\"\":,".length();
    }

    void into(Splice splice, JsonFields event) {
        merge(splice, event.get(Event.CONTEXT), "context", context);
        merge(splice, event.get(INTEGRATIONS), "integrations", integrations);
        JsonValue own = event.get(SENT_AT);
        if (sentAt != null && own == null) {
            splice.add("sentAt", sentAt.raw());
        } else if (sentAt != null && own != null && own.isNull()) {
            splice.replace(own, sentAt.raw());
        }
    }

    private static void merge(Splice splice, @Nullable JsonValue own, String name, @Nullable JsonFields shared) {
        if (shared == null) {
            return;
        }
        JsonFields ownFields = own == null ? null : own.fields();
        if (own == null) {
            splice.add(name, raw(shared));
        } else if (own.isNull() || (ownFields != null && ownFields.size() == 0)) {
            splice.replace(own, raw(shared));
        } else if (ownFields != null) {
            byte[] missing = missing(shared, ownFields);
            if (missing.length > 0) {
                splice.replace(own, joined(missing, own));
            }
        }
    }

    private static byte[] raw(JsonFields object) {
        return object.value().raw();
    }

    /** The shared members whose names the event's own object does not use, each followed by a comma. */
    private static byte[] missing(JsonFields shared, JsonFields own) {
        // A set, not a search per name: both objects may hold thousands of members, and there may be thousands of
        // events.
        Set<ByteBuffer> names = new HashSet<>();
        for (int i = 0; i < own.size(); i++) {
            names.add(ByteBuffer.wrap(own.name(i)));
        }
        ByteArrayOutputStream missing = new ByteArrayOutputStream();
        for (int i = 0; i < shared.size(); i++) {
            if (!names.contains(ByteBuffer.wrap(shared.name(i)))) {
                JsonValue member = shared.member(i);
                missing.write(member.json(), member.from(), member.length());
                missing.write(',');
            }
        }
        return missing.toByteArray();
    }

    private static byte[] joined(byte[] missing, JsonValue own) {
        byte[] joined = new byte[missing.length + own.length()];
        joined[0] = '{';
        System.arraycopy(missing, 0, joined, 1, missing.length);
        System.arraycopy(own.json(), own.from() + 1, joined, missing.length + 1, own.length() - 1);
        return joined;
    }
}
