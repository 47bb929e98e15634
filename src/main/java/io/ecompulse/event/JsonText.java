package io.ecompulse.event;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The inside of JSON strings as UTF-8 bytes, without a detour through String. */
final class JsonText {
    private JsonText() {}

    static boolean isEscaped(byte[] json, int from, int to) {
        int i = JsonScan.endOfPlainText(json, from, to);
        while (i < to && json[i] != '\\') {
            i++; // A quote or control character; rare enough to go on byte by byte.
        }
        return i < to;
    }

    /** The text between two quotes, escapes resolved. A lone surrogate escape becomes U+FFFD, as it has no UTF-8 form. */
    static byte[] unescape(byte[] json, int from, int to) {
        if (!isEscaped(json, from, to)) {
            return Arrays.copyOfRange(json, from, to);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        int i = from;
        while (i < to) {
            if (json[i] != '\\' || i + 1 >= to) {
                out.write(json[i++]);
            } else if (json[i + 1] == 'u') {
                i = unicode(json, i, to, out);
            } else {
                out.write(simple(json[i + 1]));
                i += 2;
            }
        }
        return out.toByteArray();
    }

    private static int unicode(byte[] json, int at, int to, ByteArrayOutputStream out) {
        int unit = hex(json, at + 2, to);
        int next = at + 6;
        String text;
        if (unit >= 0
                && Character.isHighSurrogate((char) unit)
                && next + 1 < to
                && json[next] == '\\'
                && json[next + 1] == 'u'
                && Character.isLowSurrogate((char) hex(json, next + 2, to))) {
            text = Character.toString(Character.toCodePoint((char) unit, (char) hex(json, next + 2, to)));
            next += 6;
        } else {
            text = unit < 0 || Character.isSurrogate((char) unit) ? "\uFFFD" : Character.toString(unit);
        }
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return Math.min(next, to);
    }

    /** The value of four hexadecimal digits, or -1 when fewer stand there. */
    static int hex(byte[] json, int at, int to) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = i < to ? Character.digit(json[i], 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static int simple(byte escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> escaped;
        };
    }
}
