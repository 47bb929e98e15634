package io.ecompulse.lake;

import io.ecompulse.event.JsonValue;
import org.jspecify.annotations.Nullable;

/** How a column gets its value from an event; null is no value. */
sealed interface Extract {
    /** A JSON string, number or boolean as text; objects and arrays are no text and become null. */
    @FunctionalInterface
    non-sealed interface Scalar extends Extract {
        @Nullable
        JsonValue of(EventRow row);
    }

    /** A JSON value kept whole. */
    @FunctionalInterface
    non-sealed interface Whole extends Extract {
        @Nullable
        JsonValue of(EventRow row);
    }

    /** UTF-8 text of our own making. */
    @FunctionalInterface
    non-sealed interface Text extends Extract {
        byte @Nullable [] of(EventRow row);
    }

    @FunctionalInterface
    non-sealed interface Int64 extends Extract {
        @Nullable
        Long of(EventRow row);
    }
}
