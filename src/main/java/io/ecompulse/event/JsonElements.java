package io.ecompulse.event;

import org.jspecify.annotations.Nullable;

/** Walks the elements of one JSON array without copying: {@code while ((item = elements.next()) != null)}. */
public final class JsonElements {
    private final byte[] json;
    private final int last;
    private int at;

    /** @throws MalformedJson when {@code array} is none */
    public JsonElements(JsonValue array) throws MalformedJson {
        if (!array.isArray() || array.length() < 2 || array.json()[array.to() - 1] != ']') {
            throw new MalformedJson("not a JSON array", array.from());
        }
        this.json = array.json();
        this.last = array.to() - 1;
        this.at = JsonScan.skipSpace(json, array.from() + 1, last);
    }

    /** The next element, or null after the last. */
    public @Nullable JsonValue next() throws MalformedJson {
        if (at >= last) {
            return null;
        }
        int from = at;
        int end = JsonScan.endOfValue(json, from, last);
        if (end < 0) {
            throw new MalformedJson("element without an end", from);
        }
        int comma = JsonScan.skipSpace(json, end, last);
        if (comma < last) {
            at = JsonScan.skipSpace(json, comma + 1, last);
            if (json[comma] != ',' || at == last) {
                throw new MalformedJson("expected a comma and an element", comma);
            }
        } else {
            at = last;
        }
        return new JsonValue(json, from, end);
    }
}
