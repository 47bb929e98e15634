package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonValue;
import org.jspecify.annotations.Nullable;

/** Says one event of another vocabulary in the tracking spec's words; what has no word there is kept under its context. */
interface Translation {
    /**
     * @param original the event as the client wrote it
     * @param ids gives an identity, or a visitor, to an event that has none
     * @return why the original cannot be read, or null when {@code event} holds it
     */
    @Nullable
    Refusal translate(JsonValue original, EventText event, Identities ids);

    /** How many bytes one byte of the original may come to: some things are said twice, and escapes may grow. */
    default int growth() {
        return 4;
    }
}
