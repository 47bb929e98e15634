package io.ecompulse.edge.protocol;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.ecompulse.event.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes one event in the tracking spec's words, for the languages that have others. What the client wrote as JSON is copied,
 * not printed again. Nothing is written for a missing value, nor for an object that stays empty. Holds at most its bound: what
 * comes after is dropped, and {@link #isFull} says so.
 */
final class EventText {
    private static final JsonStringEncoder QUOTED = JsonStringEncoder.getInstance();

    private final int bytesMax;
    private final Deque<Open> open = new ArrayDeque<>();
    private byte[] text = new byte[512];
    private int used;
    private boolean full;

    /** An object or list that is not closed yet: where it began, where its members begin, how it ends. */
    private record Open(int from, int members, char end) {}

    EventText(int bytesMax) {
        this.bytesMax = bytesMax;
        begin(0, '{', '}');
    }

    /** Begins an object under a name; {@link #close} ends it. */
    EventText object(String name) {
        int from = used;
        name(name);
        return begin(from, '{', '}');
    }

    /** Begins a list under a name; its elements are written without names. */
    EventText list(String name) {
        int from = used;
        name(name);
        return begin(from, '[', ']');
    }

    /** Begins an object as the next element of a list. */
    EventText element() {
        int from = used;
        separate();
        return begin(from, '{', '}');
    }

    EventText close() {
        Open closed = open.pop();
        if (used == closed.members && !open.isEmpty()) {
            used = closed.from;
        } else {
            put(closed.end);
        }
        return this;
    }

    EventText text(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            name(name);
            quoted(value);
        }
        return this;
    }

    EventText number(String name, long value) {
        name(name);
        return put(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    /** A number where the text is one as JSON writes it, else the text. */
    EventText amount(String name, @Nullable String value) {
        if (value != null && value.length() <= 32 && value.matches("-?(0|[1-9][0-9]*)([.][0-9]+)?")) {
            name(name);
            return put(value.getBytes(StandardCharsets.US_ASCII));
        }
        return text(name, value);
    }

    /** Copies a JSON value that was found sound; JSON null counts as missing. */
    EventText copy(String name, @Nullable JsonValue value) {
        if (value != null && !value.isNull()) {
            name(name);
            put(value.raw());
        }
        return this;
    }

    /** Copies a member as it stands, from its name's quote to its value's end. */
    EventText copyMember(JsonValue member) {
        separate();
        return put(member.raw());
    }

    boolean isFull() {
        return full;
    }

    /** The whole event; everything that was opened is closed. */
    JsonValue toValue() {
        while (!open.isEmpty()) {
            close();
        }
        return new JsonValue(text, 0, used);
    }

    private EventText begin(int from, char start, char end) {
        put(start);
        open.push(new Open(from, used, end));
        return this;
    }

    private void separate() {
        Open inner = open.peek();
        if (inner != null && used > inner.members) {
            put(',');
        }
    }

    private void name(String name) {
        separate();
        quoted(name);
        put(':');
    }

    private void quoted(String value) {
        put('"');
        put(QUOTED.quoteAsUTF8(value));
        put('"');
    }

    private void put(char ascii) {
        put(new byte[] {(byte) ascii});
    }

    private EventText put(byte[] bytes) {
        if (full || bytes.length > bytesMax - used) {
            full = true;
            return this;
        }
        if (used + bytes.length > text.length) {
            text = Arrays.copyOf(text, Math.max(used + bytes.length, Math.min(bytesMax, 2 * text.length)));
        }
        System.arraycopy(bytes, 0, text, used, bytes.length);
        used += bytes.length;
        return this;
    }
}
