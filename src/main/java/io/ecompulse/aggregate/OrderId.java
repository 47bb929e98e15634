package io.ecompulse.aggregate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** An order's identity in a fixed size: clients write ids of any length, Redis remembers 16 bytes of each. */
final class OrderId {
    private static final int LENGTH = 16;

    private OrderId() {}

    static byte[] digest(String source, byte[] id) {
        MessageDigest sha256 = sha256();
        sha256.update(source.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) ':');
        return Arrays.copyOf(sha256.digest(id), LENGTH);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
