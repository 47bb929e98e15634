package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonValue;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.Splice;
import org.jspecify.annotations.Nullable;

/** What one event turned out to be. */
public sealed interface Verdict {
    /** The event's identity within its source; null only for an unsound event that has none. */
    @Nullable
    String id();

    /**
     * May go to the journal.
     *
     * @param visitor anonymousId, else userId; the hash of one that is too long for a record key
     * @param fingerprint of what the client said, see {@link io.ecompulse.event.Fingerprint}
     * @param event the client's object with what was missing spliced in
     * @param context as the event will have it
     */
    record Sound(String id, byte[] visitor, long fingerprint, Splice event, EventContext context) implements Verdict {}

    /**
     * Goes to the failed events.
     *
     * @param detail one sentence that never holds what was sent
     * @param original the client's own bytes of this event
     */
    record Unsound(@Nullable String id, RejectReason reason, String detail, JsonValue original) implements Verdict {}
}
