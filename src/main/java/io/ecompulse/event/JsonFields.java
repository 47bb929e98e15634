package io.ecompulse.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object as bounds into its bytes. Looking a name up walks the list from its end, so the last of
 * two equal names wins, as in JavaScript. Immutable once made, as long as nobody changes the bytes.
 */
public final class JsonFields {
    private static final int STRIDE = 4;

    private final byte[] json;
    private final int from;
    private final int to;
    private int[] bounds = new int[16 * STRIDE];
    private int used;
    private boolean hasEscapedName;

    private JsonFields(byte[] json, int from, int to) {
        this.json = json;
        this.from = from;
        this.to = to;
    }

    /**
     * Indexes the object that starts at {@code from} and ends at {@code to}; white space around it is allowed.
     *
     * @throws MalformedJson when it is no object, or its commas, colons, quotes and brackets do not add up
     */
    public static JsonFields of(byte[] json, int from, int to) throws MalformedJson {
        int start = JsonScan.skipSpace(json, from, to);
        int end = to;
        while (end > start && JsonScan.isSpace(json[end - 1])) {
            end--;
        }
        if (end - start < 2 || json[start] != '{' || json[end - 1] != '}') {
            throw new MalformedJson("not a JSON object", start);
        }
        JsonFields fields = new JsonFields(json, start, end);
        fields.index();
        return fields;
    }

    private void index() throws MalformedJson {
        int last = to - 1;
        int at = JsonScan.skipSpace(json, from + 1, last);
        while (at < last) {
            int keyEnd = json[at] == '"' ? JsonScan.endOfString(json, at, last) : -1;
            int colon = keyEnd < 0 ? last : JsonScan.skipSpace(json, keyEnd, last);
            if (colon >= last || json[colon] != ':') {
                throw new MalformedJson("expected a quoted name and a colon", at);
            }
            int value = JsonScan.skipSpace(json, colon + 1, last);
            int end = JsonScan.endOfValue(json, value, last);
            if (end < 0) {
                throw new MalformedJson("value without an end", value);
            }
            add(at + 1, keyEnd - 1, value, end);
            at = afterComma(end, last);
        }
    }

    private int afterComma(int end, int last) throws MalformedJson {
        int comma = JsonScan.skipSpace(json, end, last);
        if (comma == last) {
            return last;
        }
        int next = JsonScan.skipSpace(json, comma + 1, last);
        if (json[comma] != ',' || next == last) {
            throw new MalformedJson("expected a comma and a member", comma);
        }
        return next;
    }

    private void add(int keyFrom, int keyTo, int valueFrom, int valueTo) {
        hasEscapedName = hasEscapedName || JsonText.isEscaped(json, keyFrom, keyTo);
        if (used * STRIDE == bounds.length) {
            bounds = Arrays.copyOf(bounds, bounds.length * 2);
        }
        int i = used++ * STRIDE;
        bounds[i] = keyFrom;
        bounds[i + 1] = keyTo;
        bounds[i + 2] = valueFrom;
        bounds[i + 3] = valueTo;
    }

    public int size() {
        return used;
    }

    /** The index of the opening brace. */
    public int from() {
        return from;
    }

    /** The index after the closing brace. */
    public int to() {
        return to;
    }

    /** The whole object. */
    public JsonValue value() {
        return new JsonValue(json, from, to);
    }

    /** The name of member {@code index}, escapes resolved. */
    public byte[] name(int index) {
        return JsonText.unescape(json, bounds[index * STRIDE], bounds[index * STRIDE + 1]);
    }

    /** The value of member {@code index}. */
    public JsonValue value(int index) {
        return new JsonValue(json, bounds[index * STRIDE + 2], bounds[index * STRIDE + 3]);
    }

    /** The raw text of member {@code index}, from its name's opening quote to its value's end. */
    public JsonValue member(int index) {
        return new JsonValue(json, bounds[index * STRIDE] - 1, bounds[index * STRIDE + 3]);
    }

    /** The value with this name, JSON null included; null when the object has no such member. */
    public @Nullable JsonValue get(Name name) {
        for (int i = used - 1; i >= 0; i--) {
            if (isNamed(i, name.utf8)) {
                return value(i);
            }
        }
        return null;
    }

    /** As {@link #get}, for a name that is not known when the code is written. */
    public @Nullable JsonValue get(String name) {
        return get(new Name(name));
    }

    /** The value with this name, or null when it is missing or JSON null. */
    public @Nullable JsonValue present(Name name) {
        JsonValue value = get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** The members of the object with this name, or null when there is no such object. */
    public @Nullable JsonFields object(Name name) {
        JsonValue value = get(name);
        return value == null ? null : value.fields();
    }

    /** The text of a string, number or boolean with this name, or null. */
    public @Nullable String text(Name name) {
        JsonValue value = get(name);
        return value == null ? null : value.text();
    }

    private boolean isNamed(int index, byte[] utf8) {
        int keyFrom = bounds[index * STRIDE];
        int keyTo = bounds[index * STRIDE + 1];
        if (keyTo - keyFrom == utf8.length) {
            return Arrays.equals(json, keyFrom, keyTo, utf8, 0, utf8.length);
        }
        return hasEscapedName
                && keyTo - keyFrom > utf8.length
                && JsonText.isEscaped(json, keyFrom, keyTo)
                && Arrays.equals(JsonText.unescape(json, keyFrom, keyTo), utf8);
    }

    /** A member's name, encoded once. */
    public static final class Name {
        private final byte[] utf8;

        public Name(String name) {
            this.utf8 = name.getBytes(StandardCharsets.UTF_8);
        }
    }
}
