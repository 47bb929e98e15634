package io.ecompulse.warehouse;

import org.jspecify.annotations.Nullable;

/** Counts the bytes of an answer's rows as they will stand in its JSON, so that a limit holds before any of it is written. */
final class AnswerSize {
    private final long limit;
    private long bytes;

    AnswerSize(long limit) {
        this.limit = limit;
    }

    /** Counts the brackets of another row and its comma; whether all still fits. */
    boolean row() {
        return add(2);
    }

    /** Counts another value and its comma, or the bracket in the comma's place; whether all still fits. */
    boolean value(@Nullable Object value) {
        return add(1
                + (value instanceof String text
                        ? text(text)
                        : String.valueOf(value).length()));
    }

    private boolean add(long more) {
        bytes += more;
        return bytes <= limit;
    }

    private static long text(String text) {
        long bytes = 2;
        for (int i = 0; i < text.length(); i++) {
            bytes += bytes(text.charAt(i));
        }
        return bytes;
    }

    private static int bytes(char c) {
        if (c < 0x20) {
            return c == '\n' || c == '\t' || c == '\r' || c == '\b' || c == '\f' ? 2 : 6;
        }
        if (c < 0x80) {
            return c == '"' || c == '\\' ? 2 : 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // A pair of surrogates is one character of four bytes.
    }
}
