package io.ecompulse.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where JSON values end, looking at quotes and brackets only. It does not judge: what stands between the bounds may
 * still be nonsense, which is what lets one broken item of a batch be told apart from its siblings.
 */
final class JsonScan {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long SPACES = ' ' * ONES;

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
        int i = endOfPlainText(json, from + 1, to);
        while (i < to && json[i] != '"') {
            i = endOfPlainText(json, json[i] == '\\' ? i + 2 : i + 1, to);
        }
        return i < to ? i + 1 : -1;
    }

    /**
     * The index of the first quote, backslash or control character at or after {@code at}; {@code to} or more when there is
     * none. Looks at eight bytes at a time: (x - 1) & ~x has the high bit of the lowest zero byte of x set, and comparing
     * to a byte is xor-ing with it first (Hacker's Delight, §6-1).
     */
    static int endOfPlainText(byte[] json, int at, int to) {
        int i = at;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long eight = (long) EIGHT_BYTES.get(json, i);
            long quote = eight ^ QUOTES;
            long backslash = eight ^ BACKSLASHES;
            long zeroes = ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash);
            long found = (zeroes | ((eight - SPACES) & ~eight)) & HIGH_BITS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && json[i] != '"' && json[i] != '\\' && (json[i] < 0 || json[i] >= ' ')) {
            i++;
        }
        return i;
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

    /** Whether what {@link #endOfValue} took for a number or word has a quote or bracket in it, and so may not end there. */
    static boolean isOddScalar(byte[] json, int from, int to) {
        if (json[from] == '"' || json[from] == '{' || json[from] == '[') {
            return false;
        }
        int i = from;
        while (i < to && json[i] != '"' && json[i] != '{' && json[i] != '[') {
            i++;
        }
        return i < to;
    }

    private static int endOfScalar(byte[] json, int from, int to) {
        int i = from;
        while (i < to && json[i] != ',' && json[i] != '}' && json[i] != ']' && !isSpace(json[i])) {
            i++;
        }
        return i == from ? -1 : i;
    }
}
