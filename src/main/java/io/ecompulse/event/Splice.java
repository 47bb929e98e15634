package io.ecompulse.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A client's event object with members set from outside, as pieces of bytes in order: what the client wrote stays byte for
 * byte. A member the client left out is put in front; one that it wrote is replaced where it stands.
 */
public final class Splice {
    private final JsonFields fields;
    private final byte[] json;
    private final List<byte[]> front = new ArrayList<>(4);
    private final List<Replacement> replacements = new ArrayList<>(2);

    private record Replacement(JsonValue old, byte[] text) {}

    /**
     * @param fields the members of a complete JSON object
     * @param event a view of the same bytes; white space around the object is left out
     */
    public Splice(JsonFields fields, JsonValue event) {
        this.fields = fields;
        this.json = event.json();
    }

    /** Puts {@code "name":value} in front of the client's members; the client has no member of this name. */
    public Splice add(String name, byte[] value) {
        byte[] label = ("\"" + name + "\":").getBytes(StandardCharsets.UTF_8);
        byte[] piece = new byte[label.length + value.length + 1];
        System.arraycopy(label, 0, piece, 0, label.length);
        System.arraycopy(value, 0, piece, label.length, value.length);
        piece[piece.length - 1] = ',';
        front.add(piece);
        return this;
    }

    /** Puts {@code text} where {@code old}, a value inside the event, stands; every value at most once. */
    public Splice replace(JsonValue old, byte[] text) {
        replacements.add(new Replacement(old, text));
        replacements.sort((a, b) -> Integer.compare(a.old.from(), b.old.from()));
        return this;
    }

    int length() {
        int length = fields.to() - fields.from();
        for (byte[] piece : front) {
            length += piece.length;
        }
        for (Replacement replacement : replacements) {
            length += replacement.text.length - replacement.old.length();
        }
        return length - (dropsLastComma() ? 1 : 0);
    }

    void copyTo(byte[] target, int start) {
        int at = start;
        target[at++] = '{';
        for (byte[] piece : front) {
            System.arraycopy(piece, 0, target, at, piece.length);
            at += piece.length;
        }
        at -= dropsLastComma() ? 1 : 0;
        int from = fields.from() + 1;
        for (Replacement replacement : replacements) {
            at = copy(json, from, replacement.old.from(), target, at);
            at = copy(replacement.text, 0, replacement.text.length, target, at);
            from = replacement.old.to();
        }
        copy(json, from, fields.to(), target, at);
    }

    /** The whole object, copied. */
    public byte[] toBytes() {
        byte[] bytes = new byte[length()];
        copyTo(bytes, 0);
        return bytes;
    }

    private boolean dropsLastComma() {
        return fields.size() == 0 && !front.isEmpty();
    }

    private static int copy(byte[] source, int from, int to, byte[] target, int at) {
        System.arraycopy(source, from, target, at, to - from);
        return at + to - from;
    }
}
