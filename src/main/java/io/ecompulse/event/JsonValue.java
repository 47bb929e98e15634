package io.ecompulse.event;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value inside a larger array of bytes: a view, not a copy. The bytes must not change while it is in use.
 *
 * @param from index of the value's first byte
 * @param to index after its last byte
 */
public record JsonValue(byte[] json, int from, int to) {
    private static final int DECIMAL_LENGTH_MAX = 40;
    private static final int DECIMAL_EXPONENT_MAX = 40;

    /** What kind of value it is shows in its first byte; an empty view is of no kind. */
    private int first() {
        return from < to ? json[from] : -1;
    }

    public boolean isString() {
        return first() == '"';
    }

    public boolean isObject() {
        return first() == '{';
    }

    public boolean isArray() {
        return first() == '[';
    }

    public boolean isNull() {
        return first() == 'n';
    }

    public boolean isNumber() {
        return first() == '-' || (first() >= '0' && first() <= '9');
    }

    public int length() {
        return to - from;
    }

    /** The JSON text as it stands, copied. */
    public byte[] raw() {
        return Arrays.copyOfRange(json, from, to);
    }

    /** The text of a string (unescaped) or the literal of a number or boolean; null for null, objects and arrays. */
    public byte @Nullable [] utf8() {
        if (isString()) {
            return JsonText.unescape(json, from + 1, endOfText());
        }
        return isNull() || isObject() || isArray() ? null : raw();
    }

    /** As {@link #utf8()}, as a String. */
    public @Nullable String text() {
        byte[] bytes = utf8();
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** True when this is a string whose text stands between its quotes as it is: nothing escaped, no control character. */
    public boolean isPlainString() {
        return isString() && JsonScan.endOfPlainText(json, from + 1, endOfText()) >= endOfText();
    }

    /** True when this is a string with exactly that text. */
    public boolean textEquals(byte[] utf8) {
        if (!isString()) {
            return false;
        }
        int end = endOfText();
        return JsonText.isEscaped(json, from + 1, end)
                ? Arrays.equals(JsonText.unescape(json, from + 1, end), utf8)
                : Arrays.equals(json, from + 1, end, utf8, 0, utf8.length);
    }

    /** Where a string's closing quote stands; a lone quote holds no text. */
    private int endOfText() {
        return Math.max(from + 1, to - 1);
    }

    /** The members of an object, or null when this is none or its punctuation is broken. */
    public @Nullable JsonFields fields() {
        if (!isObject()) {
            return null;
        }
        try {
            return JsonFields.of(json, from, to);
        } catch (MalformedJson broken) {
            return null; // Journal events were validated at the edge; anything else is judged where it is read.
        }
    }

    /**
     * A number, or a string that holds one; null otherwise, or when it is longer or its exponent larger than any amount of
     * money. So arithmetic with the answer is cheap, whatever the client wrote.
     */
    public @Nullable BigDecimal decimal() {
        String text = (isNumber() || isString()) && length() <= DECIMAL_LENGTH_MAX ? text() : null;
        if (text == null) {
            return null;
        }
        try {
            BigDecimal value = new BigDecimal(text.trim());
            return Math.abs((long) value.scale()) > DECIMAL_EXPONENT_MAX ? null : value;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /** Records compare by content here, not by array identity: two views of equal text are equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonValue that && Arrays.equals(json, from, to, that.json, that.from, that.to);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + json[i];
        }
        return hash;
    }

    /** Bounds only: payloads are never logged. */
    @Override
    public String toString() {
        return "JsonValue[" + from + "," + to + ")";
    }
}
