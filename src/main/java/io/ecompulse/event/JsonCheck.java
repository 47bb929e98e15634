package io.ecompulse.event;

import org.jspecify.annotations.Nullable;

/**
 * Judges whether bytes are one complete JSON value in strict UTF-8, nested no deeper than allowed. What passes here may be
 * spliced into an envelope and read by {@link JsonFields} without a second look: both take the bytes for UTF-8 and for
 * nothing else, so a client cannot show one text to the judge and another to the readers. Safe for use by many threads.
 */
public final class JsonCheck {
    private final int depthMax;

    /** @param depthMax how many objects and arrays may stand inside each other */
    public JsonCheck(int depthMax) {
        this.depthMax = depthMax;
    }

    /** The first fault of the value, or null when it is sound. */
    public @Nullable RejectReason fault(JsonValue value) {
        byte[] json = value.json();
        int to = value.to();
        if (!Utf8.isValid(json, value.from(), to)) {
            return RejectReason.INVALID_UTF8;
        }
        int end = JsonGrammar.endOfValue(json, JsonScan.skipSpace(json, value.from(), to), to, depthMax);
        if (end == JsonGrammar.TOO_DEEP) {
            return RejectReason.TOO_DEEP;
        }
        return end >= 0 && JsonScan.skipSpace(json, end, to) == to ? null : RejectReason.MALFORMED;
    }
}
