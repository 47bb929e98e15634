package io.ecompulse.event;

/**
 * Finds where JSON values end, looking at quotes and brackets only. It does not judge: what stands between the bounds may
 * still be nonsense, which is what lets one broken item of a batch be told apart from its siblings.
 */
final class JsonScan {
    private JsonScan() {}

    /** The first byte at or after {@code at} that is no JSON white space, or {@code to}. */
    static int skipSpace(byte[] json, int at, int to) {
        int i = at;
        while (i < to && isSpace(json[i])) {
            i++;
        }
        return i;
    }

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** The index after the value that starts at {@code from}, or -1 when it does not end before {@code to}. */
    static int endOfValue(byte[] json, int from, int to) {
        if (from >= to) {
            return -1;
        }
        byte first = json[from];
        if (first == '"') {
            return endOfString(json, from, to);
        }
        if (first == '{' || first == '[') {
            return endOfContainer(json, from, to);
        }
        return endOfScalar(json, from, to);
    }

    /** The index after the closing quote of the string whose opening quote is at {@code from}, or -1. */
    static int endOfString(byte[] json, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            byte b = json[i];
            if (b == '"') {
                return i + 1;
            }
            if (b == '\\') {
                i++;
            }
        }
        return -1;
    }

    private static int endOfContainer(byte[] json, int from, int to) {
        int depth = 0;
        for (int i = from; i < to; i++) {
            switch (json[i]) {
                case '"' -> {
                    int end = endOfString(json, i, to);
                    if (end < 0) {
                        return -1;
                    }
                    i = end - 1;
                }
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (--depth == 0) {
                        return i + 1;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    private static int endOfScalar(byte[] json, int from, int to) {
        int i = from;
        while (i < to && json[i] != ',' && json[i] != '}' && json[i] != ']' && !isSpace(json[i])) {
            i++;
        }
        return i == from ? -1 : i;
    }
}
