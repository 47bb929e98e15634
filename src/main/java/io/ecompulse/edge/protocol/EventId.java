package io.ecompulse.edge.protocol;

import io.ecompulse.event.Event;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.Utf8;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** An event's identity within its source: the client's messageId, or the hash of one that is too long to carry around. */
final class EventId {
    /** Segment's own bound; the longest id a real library sends has 74 (wire.md §1.1). */
    static final int LENGTH_MAX = 100;

    private EventId() {}

    /** The identity the client gave, or null when it gave none: only a text that is not empty, or a number, is one. */
    static @Nullable String of(JsonFields event) {
        JsonValue value = event.get(Event.MESSAGE_ID);
        if (value == null || !(value.isString() || value.isNumber())) {
            return null;
        }
        byte[] utf8 = value.utf8();
        if (utf8 == null || utf8.length == 0 || !Utf8.isValid(utf8, 0, utf8.length)) {
            return null;
        }
        String text = new String(utf8, StandardCharsets.UTF_8);
        return text.codePointCount(0, text.length()) <= LENGTH_MAX ? text : hash(utf8);
    }

    /** A fixed-length stand-in for a long text. */
    static String hash(byte[] utf8) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return "sha256-" + HexFormat.of().formatHex(sha256.digest(utf8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
