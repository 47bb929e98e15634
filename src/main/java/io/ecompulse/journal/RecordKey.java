package io.ecompulse.journal;

import java.nio.charset.StandardCharsets;

/**
 * The Kafka record key: {@code source:visitor}. One visitor's events of one source share a partition, keep their order and
 * meet their own duplicates. An event whose ids were taken away (I10) has its own id in the visitor's place. Source ids hold no colon.
 */
public final class RecordKey {
    private RecordKey() {}

    public static byte[] of(String source, byte[] visitor) {
        byte[] prefix = (source + ':').getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[prefix.length + visitor.length];
        System.arraycopy(prefix, 0, key, 0, prefix.length);
        System.arraycopy(visitor, 0, key, prefix.length, visitor.length);
        return key;
    }

    /** The length of the source part of {@code key}; the whole key when it has no colon. */
    public static int sourceLength(byte[] key) {
        for (int i = 0; i < key.length; i++) {
            if (key[i] == ':') {
                return i;
            }
        }
        return key.length;
    }
}
