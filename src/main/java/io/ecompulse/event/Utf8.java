package io.ecompulse.event;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    private Utf8() {}

    public static boolean isValid(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            byte b = bytes[i];
            if (b >= 0) {
                i++;
                continue;
            }
            int length = sequenceLength(bytes, i, to);
            if (length == 0) {
                return false;
            }
            i += length;
        }
        return true;
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
