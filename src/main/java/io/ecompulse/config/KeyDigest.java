package io.ecompulse.config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A key's SHA-256. Comparing keys takes longer the more of them is right; comparing digests tells nothing, because nobody can
 * choose what his guess's digest looks like.
 */
record KeyDigest(long a, long b, long c, long d) {
    /** Makes digests; a clone of one untouched prototype is cheaper than a look-up of the algorithm. Thread-safe. */
    static final class Maker {
        private final MessageDigest prototype;

        Maker() {
            try {
                prototype = MessageDigest.getInstance("SHA-256");
                Object unused = prototype.clone();
            } catch (NoSuchAlgorithmException | CloneNotSupportedException impossible) {
                throw new IllegalStateException("every JDK has a SHA-256 that can be cloned", impossible);
            }
        }

        KeyDigest of(String key) {
            try {
                MessageDigest sha = (MessageDigest) prototype.clone();
                ByteBuffer bytes = ByteBuffer.wrap(sha.digest(key.getBytes(StandardCharsets.UTF_8)));
                return new KeyDigest(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
            } catch (CloneNotSupportedException impossible) {
                throw new IllegalStateException("the prototype was cloned before", impossible);
            }
        }
    }
}
