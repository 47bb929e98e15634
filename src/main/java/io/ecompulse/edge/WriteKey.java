package io.ecompulse.edge;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the write key in the head of a request; a key in the body counts only when there is none here. */
final class WriteKey {
    private WriteKey() {}

    /** From Basic, X-Write-Key, Bearer, {@code ?writeKey=} or {@code ?k=}, in this order; null when none has one. */
    static @Nullable String in(RequestHead head) {
        String authorization = head.header("Authorization");
        String key = basic(authorization);
        if (key == null) {
            key = beforeColon(head.header("X-Write-Key"));
        }
        if (key == null) {
            key = credentials(authorization, "bearer ");
        }
        return key == null ? query(head) : key;
    }

    private static @Nullable String basic(@Nullable String authorization) {
        String encoded = credentials(authorization, "basic ");
        if (encoded == null) {
            return null;
        }
        try {
            return beforeColon(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static @Nullable String credentials(@Nullable String authorization, String scheme) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(scheme)) {
            return null;
        }
        return filled(authorization.substring(scheme.length()).strip());
    }

    private static @Nullable String query(RequestHead head) {
        try {
            String key = filled(head.parameter("writeKey"));
            return key == null ? filled(head.parameter("k")) : key;
        } catch (IllegalArgumentException badEscape) {
            return null;
        }
    }

    /** A key may carry a secret behind a colon; that part is not ours. */
    private static @Nullable String beforeColon(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int colon = text.indexOf(':');
        return filled(colon < 0 ? text : text.substring(0, colon));
    }

    private static @Nullable String filled(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
