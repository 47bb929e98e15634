package io.ecompulse.edge.protocol;

import org.jspecify.annotations.Nullable;

/** The events of one body, in the order they were written. */
public non-sealed interface Batch extends Opened {
    int size();

    /** The write key that stands in the body, or null. Keys in headers come before it. */
    @Nullable
    String writeKey();

    /** How long one event is, as it came, with what the batch adds to it. */
    int bytes(int index);

    /** The most that all events together come to, with what the batch adds to each of them. */
    long expandedBytes();

    /**
     * Judges one event.
     *
     * @param screen what its source's privacy policy takes from it, before anything else is made of it
     * @param ids gives an identity, and perhaps a visitor, to an event that has none
     */
    Verdict verdict(int index, Screen screen, Identities ids);
}
