package io.ecompulse.edge.protocol;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64 in either alphabet, with or without its padding, as client libraries mix them. */
final class Base64Text {
    private Base64Text() {}

    /** The bytes, or null when it is no base64. */
    static byte @Nullable [] decoded(byte[] text) {
        byte[] standard = text.clone();
        for (int i = 0; i < standard.length; i++) {
            standard[i] = (byte) (standard[i] == '-' ? '+' : standard[i] == '_' ? '/' : standard[i]);
        }
        try {
            return Base64.getDecoder().decode(standard);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
