package io.ecompulse.edge;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the write key in the head of a request; a key in the body counts only when there is none here. */
final class WriteKey {
    private WriteKey() {}

    /** From Basic, X-Write-Key, Bearer, {@code ?writeKey=} or {@code ?k=}, in this order; null when none has one. */
    static @Nullable String in(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        String key = basic(authorization);
        if (key == null) {
            key = beforeColon(request.getHeader("X-Write-Key"));
        }
        if (key == null) {
            key = credentials(authorization, "bearer ");
        }
        return key == null ? query(request) : key;
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

    private static @Nullable String query(HttpServerRequest request) {
        if (request.query() == null) {
            return null;
        }
        try {
            String key = filled(request.getParam("writeKey"));
            return key == null ? filled(request.getParam("k")) : key;
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
