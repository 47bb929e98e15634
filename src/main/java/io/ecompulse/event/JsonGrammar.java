package io.ecompulse.event;

/**
 * Walks one JSON value by the letter of RFC 8259: no comments, no NaN, no leading zeros, no trailing commas, no control
 * characters in strings. Builds nothing and never recurses, so its cost is one look at each byte, whatever the client sent.
 * Bytes above 0x7F are taken as they come; {@link Utf8} judges them.
 */
final class JsonGrammar {
    /** Answered instead of an index when the text is no JSON. */
    static final int BROKEN = -1;
    /** Answered instead of an index when more containers stand inside each other than allowed. */
    static final int TOO_DEEP = -2;

    private final byte[] json;
    private final int to;
    private final int depthMax;
    /** One bit for each open container: set for an object, clear for an array. */
    private final long[] objects;

    private int depth;

    private JsonGrammar(byte[] json, int to, int depthMax) {
        this.json = json;
        this.to = to;
        this.depthMax = depthMax;
        this.objects = new long[(depthMax >> 6) + 1];
    }

    /** The index after the value that starts at {@code from}, or {@link #BROKEN} or {@link #TOO_DEEP}. */
    static int endOfValue(byte[] json, int from, int to, int depthMax) {
        JsonGrammar grammar = new JsonGrammar(json, to, depthMax);
        int at = grammar.step(from);
        while (at >= 0 && grammar.depth > 0) {
            at = grammar.step(at);
        }
        return at;
    }

    /** From the start of one value to the start of the next, or past the end of the outermost. */
    private int step(int at) {
        if (at >= to) {
            return BROKEN;
        }
        if (json[at] != '{' && json[at] != '[') {
            return afterValue(scalar(json, at, to));
        }
        if (depth == depthMax) {
            return TOO_DEEP;
        }
        boolean object = json[at] == '{';
        push(object);
        int next = JsonScan.skipSpace(json, at + 1, to);
        if (next < to && json[next] == (object ? '}' : ']')) {
            depth--;
            return afterValue(next + 1);
        }
        return object ? afterName(next) : next;
    }

    /** Closes what ends here, then goes over the comma to the next value. */
    private int afterValue(int end) {
        int at = end;
        while (at >= 0 && depth > 0) {
            at = JsonScan.skipSpace(json, at, to);
            boolean object = isObject();
            if (at < to && json[at] == ',') {
                int next = JsonScan.skipSpace(json, at + 1, to);
                return object ? afterName(next) : next;
            }
            if (at >= to || json[at] != (object ? '}' : ']')) {
                return BROKEN;
            }
            depth--;
            at++;
        }
        return at;
    }

    /** Goes over a name and its colon to the start of the value. */
    private int afterName(int at) {
        int end = at < to && json[at] == '"' ? string(json, at, to) : BROKEN;
        int colon = end < 0 ? to : JsonScan.skipSpace(json, end, to);
        return colon < to && json[colon] == ':' ? JsonScan.skipSpace(json, colon + 1, to) : BROKEN;
    }

    private void push(boolean object) {
        long bit = 1L << depth;
        int word = depth >> 6;
        objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
        depth++;
    }

    private boolean isObject() {
        return (objects[(depth - 1) >> 6] >>> (depth - 1) & 1) != 0;
    }

    private static int scalar(byte[] json, int at, int to) {
        return switch (json[at]) {
            case '"' -> string(json, at, to);
            case 't' -> literal(json, at, to, "true");
            case 'f' -> literal(json, at, to, "false");
            case 'n' -> literal(json, at, to, "null");
            default -> number(json, at, to);
        };
    }

    private static int string(byte[] json, int from, int to) {
        int i = JsonScan.endOfPlainText(json, from + 1, to);
        while (i < to && json[i] != '"') {
            int escape = json[i] == '\\' ? escapeLength(json, i, to) : 0;
            if (escape == 0) {
                return BROKEN; // A control character, or a backslash that escapes nothing.
            }
            i = JsonScan.endOfPlainText(json, i + escape, to);
        }
        return i < to ? i + 1 : BROKEN;
    }

    private static int escapeLength(byte[] json, int at, int to) {
        if (at + 1 >= to) {
            return 0;
        }
        return switch (json[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
            case 'u' -> JsonText.hex(json, at + 2, to) < 0 ? 0 : 6;
            default -> 0;
        };
    }

    private static int literal(byte[] json, int at, int to, String word) {
        if (to - at < word.length()) {
            return BROKEN;
        }
        for (int i = 0; i < word.length(); i++) {
            if (json[at + i] != word.charAt(i)) {
                return BROKEN;
            }
        }
        return at + word.length();
    }

    private static int number(byte[] json, int from, int to) {
        int whole = json[from] == '-' ? from + 1 : from;
        int at = whole < to && json[whole] == '0' ? whole + 1 : digits(json, whole, to);
        if (at >= 0 && at < to && json[at] == '.') {
            at = digits(json, at + 1, to);
        }
        if (at >= 0 && at < to && (json[at] == 'e' || json[at] == 'E')) {
            boolean signed = at + 1 < to && (json[at + 1] == '+' || json[at + 1] == '-');
            at = digits(json, at + (signed ? 2 : 1), to);
        }
        return at;
    }

    /** The index after one digit or more, or {@link #BROKEN}. */
    private static int digits(byte[] json, int from, int to) {
        int i = from;
        while (i < to && json[i] >= '0' && json[i] <= '9') {
            i++;
        }
        return i == from ? BROKEN : i;
    }
}
