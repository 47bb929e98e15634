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

    public boolean isString() {
        return json[from] == '"';
    }

    public boolean isObject() {
        return json[from] == '{';
    }

    public boolean isArray() {
        return json[from] == '[';
    }

    public boolean isNull() {
        return json[from] == 'n';
    }

    /** True for a number by its first byte. */
    public boolean isNumber() {
        return json[from] == '-' || (json[from] >= '0' && json[from] <= '9');
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
            return JsonText.unescape(json, from + 1, to - 1);
        }
        return isNull() || isObject() || isArray() ? null : raw();
    }

    /** As {@link #utf8()}, as a String. */
    public @Nullable String text() {
        byte[] bytes = utf8();
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** True when this is a string with exactly that text. */
    public boolean textEquals(byte[] utf8) {
        if (!isString()) {
            return false;
        }
        return Arrays.equals(json, from + 1, to - 1, utf8, 0, utf8.length)
                || (JsonText.isEscaped(json, from + 1, to - 1)
                        && Arrays.equals(JsonText.unescape(json, from + 1, to - 1), utf8));
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

    /** A number, or a string that holds one; null otherwise or when its exponent is beyond any amount of money. */
    public @Nullable BigDecimal decimal() {
        String text = isNumber() || isString() ? text() : null;
        if (text == null || text.isEmpty() || text.length() > 40) {
            return null;
        }
        try {
            BigDecimal value = new BigDecimal(text.trim());
            return Math.abs((long) value.scale()) > 40 ? null : value;
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
        return Arrays.hashCode(raw());
    }

    /** Bounds only: payloads are never logged. */
    @Override
    public String toString() {
        return "JsonValue[" + from + "," + to + ")";
    }
}
