package io.ecompulse.lake;

import io.ecompulse.event.JsonValue;
import org.jspecify.annotations.Nullable;

/** How a column gets its value from a row in the making; null is no value. */
sealed interface Extract<R extends Row> {
    /** A JSON string, number or boolean as text; an object or array is no text: null, and noted as a conflict of types. */
    @FunctionalInterface
    non-sealed interface Scalar<R extends Row> extends Extract<R> {
        @Nullable
        JsonValue of(R row);
    }

    /** A JSON value kept whole. */
    @FunctionalInterface
    non-sealed interface Whole<R extends Row> extends Extract<R> {
        @Nullable
        JsonValue of(R row);
    }

    /** UTF-8 text of our own making. */
    @FunctionalInterface
    non-sealed interface Text<R extends Row> extends Extract<R> {
        byte @Nullable [] of(R row);
    }

    /** A whole number, or {@link Row#NO_NUMBER}. */
    @FunctionalInterface
    non-sealed interface Int64<R extends Row> extends Extract<R> {
        @Nullable
        Long of(R row);
    }
}
