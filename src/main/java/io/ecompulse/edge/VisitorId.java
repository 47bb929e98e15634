package io.ecompulse.edge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** The visitors that the edge gives: UUIDs of version 8 (RFC 9562 §5.8), over the SHA-256 of source, NUL and messageId. */
final class VisitorId {
    private static final int LENGTH = 36;
    private static final int VERSION_AT = 14;
    private static final int VARIANT_AT = 19;

    private VisitorId() {}

    /** The visitor of an event that names none and came without a cookie: the same for every copy of the event. */
    static String of(String source, String messageId) {
        MessageDigest sha256 = sha256();
        sha256.update(source.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest(messageId.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** Whether a text could be one of ours; what we would not have written ourselves is nobody's. */
    static boolean isOne(String text) {
        if (text.length() != LENGTH || text.charAt(VERSION_AT) != '8' || "89ab".indexOf(text.charAt(VARIANT_AT)) < 0) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean isHyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (isHyphen ? c != '-' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
