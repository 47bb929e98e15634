package io.ecompulse.edge.protocol;

import io.ecompulse.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What the request line says about a body.
 *
 * @param type the type that the path names, of the one event that is the body; null when the body is a batch
 */
public record Call(@Nullable EventType type) {
    public static final Call BATCH = new Call(null);
}
