package io.ecompulse.edge;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Lets pages of any origin read our answers, errors too: a refusal that a browser hides looks like a broken network to its
 * library, which then sends for ever. Which origins may send is decided by key, not here.
 */
final class Cors {
    /** Every header that a measured library sends, on its retries too (wire.md §10.1). */
    private static final String ALLOW_HEADERS =
            "authorization, content-type, content-encoding, x-retry-count, anonymousid, sentat, rsa-retry-attempt, "
                    + "rsa-retry-reason, rsa-since-first-attempt, rsa-since-last-attempt, rsa-recovered, sp-anonymous, "
                    + "x-write-key, x-ip-policy, x-privacy, x-enable-debug";

    private static final String EXPOSE_HEADERS =
            "Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset";

    private static final String MAX_AGE_SECONDS = "7200";

    private Cors() {}

    static void answer(HttpServerRequest request, HttpServerResponse response) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        response.putHeader(HttpHeaders.VARY, "Origin");
        if (origin != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
                    .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSE_HEADERS);
        }
    }

    /** What a preflight asks for. */
    static void preflight(HttpServerResponse response) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOW_HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
    }
}
