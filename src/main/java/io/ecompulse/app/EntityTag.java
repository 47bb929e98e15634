package io.ecompulse.app;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Names what an answer holds, so that it is not sent again to whoever has it. */
final class EntityTag {
    private static final int BYTES = 12;

    private EntityTag() {}

    /** Weak, for an answer may be sent compressed. */
    static String weak(String content) {
        return weak(content.getBytes(StandardCharsets.UTF_8));
    }

    static String weak(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return "W/\"" + HexFormat.of().formatHex(digest, 0, BYTES) + '"';
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @param held the header If-None-Match */
    static boolean isHeld(@Nullable String held, String tag) {
        return held != null
                && (held.strip().equals("*")
                        || Arrays.stream(held.split(",")).map(String::strip).anyMatch(tag::equals));
    }
}
