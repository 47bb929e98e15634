package io.ecompulse.edge.protocol;

import io.ecompulse.event.Event;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The context of an event, read without writing it: its own members, then those of its batch. Looked into
 * when it is first asked. Not thread-safe.
 */
public final class EventContext {
    private static final Name LIBRARY = new Name("library");

    private final JsonFields event;
    private final @Nullable JsonFields ofBatch;
    private @Nullable JsonFields own;
    private boolean opened;
    private boolean isForeign;

    /** @param ofBatch what the batch says for all its events, null for nothing */
    public EventContext(JsonFields event, @Nullable JsonFields ofBatch) {
        this.event = event;
        this.ofBatch = ofBatch;
    }

    /** The value with this name; null when it is missing or JSON null. */
    public @Nullable JsonValue present(Name name) {
        open();
        JsonValue said = own == null ? null : own.get(name);
        if (said == null && ofBatch != null && !isForeign) {
            said = ofBatch.get(name);
        }
        return said == null || said.isNull() ? null : said;
    }

    /** The name of the library that sent the event, or null. */
    public @Nullable String library() {
        JsonValue library = present(LIBRARY);
        JsonFields fields = library == null ? null : library.fields();
        return fields == null ? null : fields.text(Event.NAME);
    }

    private void open() {
        if (!opened) {
            opened = true;
            JsonValue context = event.get(Event.CONTEXT);
            own = context == null ? null : context.fields();
            // What is no object stays as the client wrote it, and takes nothing in.
            isForeign = context != null && own == null && !context.isNull();
        }
    }
}
