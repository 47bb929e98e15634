package io.ecompulse.event;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The text of a JSON string: where it stands in the event's own bytes, when it has no escapes. */
public record Slice(byte[] bytes, int from, int to) {
    /** Null for what is no string, or an empty one. */
    public static @Nullable Slice of(@Nullable JsonValue value) {
        if (value == null || !value.isString()) {
            return null;
        }
        int from = value.from() + 1;
        int to = value.to() - 1;
        if (indexOf(value.json(), from, to, '\\') < 0) {
            return from < to ? new Slice(value.json(), from, to) : null;
        }
        byte[] text = value.utf8();
        return text == null || text.length == 0 ? null : new Slice(text, 0, text.length);
    }

    /** A text of ours; null for an empty one. */
    public static @Nullable Slice of(@Nullable String text) {
        byte[] utf8 = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        return utf8.length == 0 ? null : new Slice(utf8, 0, utf8.length);
    }

    /** Its beginning. */
    public Slice cut(int bytesMax) {
        return to - from <= bytesMax ? this : new Slice(bytes, from, from + bytesMax);
    }

    public <T> T in(Memo<T> memo) {
        return memo.of(bytes, from, to);
    }

    /** The host of an address: what stands between {@code //} and the next slash, question mark or hash, without a port. */
    public @Nullable Slice host() {
        int start = indexOf(bytes, from, to, '/') + 2;
        if (start < 2 || start >= to || bytes[start - 1] != '/') {
            return null;
        }
        int end = start;
        while (end < to && "/?#:".indexOf(bytes[end]) < 0) {
            end++;
        }
        return end == start ? null : new Slice(bytes, start, end);
    }

    public static int indexOf(byte[] text, int from, int to, char wanted) {
        for (int i = from; i < to; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
