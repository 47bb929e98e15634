package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonValue;

/** Bodies as JSON values. */
final class Bodies {
    private Bodies() {}

    /** A body without the white space around it. */
    static JsonValue trimmed(byte[] body) {
        int from = 0;
        int to = body.length;
        while (from < to && body[from] <= ' ' && body[from] >= 0) {
            from++;
        }
        while (to > from && body[to - 1] <= ' ' && body[to - 1] >= 0) {
            to--;
        }
        return new JsonValue(body, from, to);
    }
}
