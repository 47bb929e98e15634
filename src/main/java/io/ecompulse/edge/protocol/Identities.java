package io.ecompulse.edge.protocol;

import org.jspecify.annotations.Nullable;

/** What the events of one request are given where they have none. */
@FunctionalInterface
public interface Identities {
    /** An identity for an event that has none. */
    String newId();

    /** Whether {@link #visitor} gives one. */
    default boolean givesVisitors() {
        return false;
    }

    /**
     * A visitor for an event that names none; null where its source gives none. The same event gets the same one whenever it
     * is asked for.
     *
     * @param messageId the identity that the client gave the event, or null
     */
    default @Nullable String visitor(@Nullable String messageId) {
        return null;
    }
}
