package io.ecompulse.edge.protocol;

import io.ecompulse.config.Treatment;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.Splice;
import io.ecompulse.event.SuppressReason;
import org.jspecify.annotations.Nullable;

/** What one event turned out to be. */
public sealed interface Verdict {
    /** The event's identity within its source; null only where it has none, or nobody looked for it. */
    @Nullable
    String id();

    /**
     * May go to the journal.
     *
     * @param visitor anonymousId, else userId; the hash of one that is too long for a record key
     * @param fingerprint of what the client said, and of the visitor that it was given, see
     *     {@link io.ecompulse.event.Fingerprint}
     * @param event the client's object with what was missing spliced in
     * @param treatment what was taken from it (I10)
     * @param given the visitor that it was given for having none, else null
     * @param context as the client sent it, with what was taken from the event; to judge by, never to write down
     */
    record Sound(
            String id,
            byte[] visitor,
            long fingerprint,
            Splice event,
            Treatment treatment,
            @Nullable Given given,
            EventContext context)
            implements Verdict {
        /** The same, judged by what the client sent before something was taken from it. */
        Sound of(EventContext whole) {
            return new Sound(id, visitor, fingerprint, event, treatment, given, whole);
        }

        /** The same for the visitor that it was given, with the fingerprint that it has with it. */
        Sound withGiven(String visitorGiven, long with) {
            return new Sound(id, visitor, with, event, treatment, new Given(visitorGiven, fingerprint), context);
        }

        /** By which the edge knows a copy again, whatever visitor it was given. */
        public long said() {
            return given == null ? fingerprint : given.fingerprint;
        }
    }

    /**
     * What an event without a visitor was given.
     *
     * @param fingerprint of what the client said alone, which is the same with any other visitor
     */
    record Given(String visitor, long fingerprint) {}

    /**
     * Goes to the failed events.
     *
     * @param detail one sentence that never holds what was sent
     * @param original the client's own bytes of this event, as far as its source's policy lets them be kept (I10)
     */
    record Unsound(@Nullable String id, RejectReason reason, String detail, JsonValue original) implements Verdict {}

    /** Goes nowhere: its source's policy, or the person, wants nothing of it stored. */
    record Suppressed(@Nullable String id, SuppressReason reason) implements Verdict {}
}
