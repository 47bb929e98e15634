package io.ecompulse.edge.protocol;

import io.ecompulse.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What a request says besides its body.
 *
 * @param type the type that the path names, of the one event that is the body; null when the path names none
 */
public record Call(@Nullable EventType type, Head head) {
    public static final Call BATCH = new Call(null);

    /** A path that says everything; its head does not matter. */
    public Call(@Nullable EventType type) {
        this(type, Head.NONE);
    }
}
