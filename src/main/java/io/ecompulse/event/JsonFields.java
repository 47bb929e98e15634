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
    private int to;
    private int[] bounds;
    private int used;
    private boolean hasEscapedName;
    /** One bit of {@link #bit} for each name: most look-ups are for names that are not there, and end here. */
    private long names;
    /** By member, the objects that were indexed along with this one. */
    private @Nullable JsonFields @Nullable [] objects;

    private JsonFields(byte[] json, int from, int members) {
        this.json = json;
        this.from = from;
        this.bounds = new int[members * STRIDE];
    }

    /**
     * Indexes the object that starts at {@code from} and ends at {@code to}; white space around it is allowed.
     *
     * @throws MalformedJson when it is no object, or its commas, colons, quotes and brackets do not add up
     */
    public static JsonFields of(byte[] json, int from, int to) throws MalformedJson {
        return of(json, from, to, 0);
    }

    /**
     * As {@link #of(byte[], int, int)}, and {@code levels} of the objects within it on the way, so that {@link #object} need not
     * go over their bytes once more. For those who open most of them.
     */
    public static JsonFields of(byte[] json, int from, int to, int levels) throws MalformedJson {
        int start = JsonScan.skipSpace(json, from, to);
        int end = to;
        while (end > start && JsonScan.isSpace(json[end - 1])) {
            end--;
        }
        if (end - start < 2 || json[start] != '{' || json[end - 1] != '}') {
            throw new MalformedJson("not a JSON object", start);
        }
        JsonFields fields = new JsonFields(json, start, 16);
        fields.index(end, levels, false);
        if (fields.to != end) {
            throw new MalformedJson("something behind the object", fields.to);
        }
        return fields;
    }

    /**
     * @param limit before which it ends
     * @param within whether where it ends is only found here; it must be where whoever looks at brackets alone finds it
     */
    private void index(int limit, int levels, boolean within) throws MalformedJson {
        int at = JsonScan.skipSpace(json, from + 1, limit);
        boolean more = at < limit && json[at] != '}';
        while (more) {
            int keyEnd = at < limit && json[at] == '"' ? endOfName(at, limit) : -1;
            int colon = keyEnd < 0 ? limit : JsonScan.skipSpace(json, keyEnd, limit);
            if (colon >= limit || json[colon] != ':') {
                throw new MalformedJson("expected a quoted name and a colon", at);
            }
            int value = JsonScan.skipSpace(json, colon + 1, limit);
            JsonFields object = levels > 0 && value < limit && json[value] == '{' ? within(value, limit, levels) : null;
            int end = object == null ? JsonScan.endOfValue(json, value, limit) : object.to;
            if (end < 0 || (within && JsonScan.isOddScalar(json, value, end))) {
                throw new MalformedJson("value without an end", value);
            }
            add(at + 1, keyEnd - 1, value, end);
            keep(object);
            at = JsonScan.skipSpace(json, end, limit);
            more = at < limit && json[at] == ',';
            if (more) {
                at = JsonScan.skipSpace(json, at + 1, limit);
            }
        }
        if (at >= limit || json[at] != '}') {
            throw new MalformedJson("expected a comma and a member, or the end", at);
        }
        to = at + 1;
    }

    private int endOfName(int at, int limit) {
        int end = JsonScan.endOfPlainText(json, at + 1, limit);
        if (end < limit && json[end] == '"') {
            return end + 1;
        }
        hasEscapedName =
                true; // Or a name with a control character, or none at all; looked at closely when it is asked for.
        return JsonScan.endOfString(json, at, limit);
    }

    /** Null when it is broken: whoever asks for it is told so then, and its siblings have no part in that. */
    private @Nullable JsonFields within(int value, int limit, int levels) {
        JsonFields object = new JsonFields(json, value, 8);
        try {
            object.index(limit, levels - 1, true);
            return object;
        } catch (MalformedJson broken) {
            return null;
        }
    }

    private void keep(@Nullable JsonFields object) {
        if (object == null) {
            return;
        }
        @Nullable JsonFields[] all = objects;
        if (all == null || all.length < used) {
            all = all == null
                    ? new @Nullable JsonFields[bounds.length / STRIDE]
                    : Arrays.copyOf(all, bounds.length / STRIDE);
            objects = all;
        }
        all[used - 1] = object;
    }

    private void add(int keyFrom, int keyTo, int valueFrom, int valueTo) {
        names |= bit(json, keyFrom, keyTo);
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
        int index = indexOf(name);
        return index < 0 ? null : value(index);
    }

    /** -1 when there is none. */
    private int indexOf(Name name) {
        if ((names & name.bit) == 0 && !hasEscapedName) {
            return -1;
        }
        int index = used - 1;
        while (index >= 0 && !isNamed(index, name)) {
            index--;
        }
        return index;
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
        int index = indexOf(name);
        if (index < 0) {
            return null;
        }
        @Nullable JsonFields[] indexed = objects;
        JsonFields object = indexed == null || index >= indexed.length ? null : indexed[index];
        return object == null ? value(index).fields() : object;
    }

    /** The text of a string, number or boolean with this name, or null. */
    public @Nullable String text(Name name) {
        JsonValue value = get(name);
        return value == null ? null : value.text();
    }

    /** A name with a backslash in it is written with more of them: what looks the same is another name. */
    private boolean isNamed(int index, Name name) {
        byte[] utf8 = name.utf8;
        int keyFrom = bounds[index * STRIDE];
        int keyTo = bounds[index * STRIDE + 1];
        if (keyTo - keyFrom == utf8.length) {
            return !name.hasBackslash && Arrays.equals(json, keyFrom, keyTo, utf8, 0, utf8.length);
        }
        return hasEscapedName
                && keyTo - keyFrom > utf8.length
                && JsonText.isEscaped(json, keyFrom, keyTo)
                && Arrays.equals(JsonText.unescape(json, keyFrom, keyTo), utf8);
    }

    /** Of 64 bits the one for this name, by its length, first and last byte. */
    private static long bit(byte[] utf8, int from, int to) {
        return from == to ? 1 : 1L << (31 * (to - from) + 7 * utf8[from] + utf8[to - 1]);
    }

    /** A member's name, encoded once. */
    public static final class Name {
        private final byte[] utf8;
        private final long bit;
        private final boolean hasBackslash;

        public Name(String name) {
            this.utf8 = name.getBytes(StandardCharsets.UTF_8);
            this.bit = bit(utf8, 0, utf8.length);
            this.hasBackslash = name.indexOf('\\') >= 0;
        }
    }
}
