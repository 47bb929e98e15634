package io.ecompulse.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private Utf8() {}

    public static boolean isValid(byte[] bytes, int from, int to) {
        int i = afterAscii(bytes, from, to);
        while (i < to) {
            int length = sequenceLength(bytes, i, to);
            if (length == 0) {
                return false;
            }
            i = afterAscii(bytes, i + length, to);
        }
        return true;
    }

    /** The index of the first byte above 0x7F, or {@code to}; eight bytes at a time, as nearly all of JSON is ASCII. */
    private static int afterAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && ((long) EIGHT_BYTES.get(bytes, i) & HIGH_BITS) == 0) {
            i += Long.BYTES;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /** The index of the first NUL, or {@code to}; eight bytes at a time (Hacker's Delight, §6-1). */
    public static int indexOfNul(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES) {
            long eight = (long) EIGHT_BYTES.get(bytes, i);
            if (((eight - ONES) & ~eight & HIGH_BITS) != 0) {
                break;
            }
            i += Long.BYTES;
        }
        while (i < to && bytes[i] != 0) {
            i++;
        }
        return i;
    }

    /** The length of the longest prefix of at most {@code max} bytes that does not cut a character. */
    public static int truncatedLength(byte[] valid, int max) {
        if (valid.length <= max) {
            return valid.length;
        }
        int end = max;
        while (end > 0 && (valid[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }

    private static int sequenceLength(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || at + length > to) {
            return 0;
        }
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 0xFF;
        boolean outOfRange = (lead == 0xE0 && second < 0xA0) // overlong
                || (lead == 0xED && second > 0x9F) // surrogate
                || (lead == 0xF0 && second < 0x90) // overlong
                || (lead == 0xF4 && second > 0x8F); // above U+10FFFF
        return outOfRange ? 0 : length;
    }
}
