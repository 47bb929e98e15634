package io.ecompulse.edge;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What the connection, and the proxies that are trusted, tell about who sent something.
 *
 * @param address the client's, uncut; only {@link ClientAddress} lets it out
 * @param origin of the page that sent it, null when none was named
 */
record Sender(
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String origin) {
    /** Longer user agents are cut: each stands in every event of its request. */
    static final int USER_AGENT_LENGTH_MAX = 1024;

    static Sender of(@Nullable String address, @Nullable String userAgent, @Nullable String origin) {
        boolean tooLong = userAgent != null && userAgent.length() > USER_AGENT_LENGTH_MAX;
        String kept = tooLong && userAgent != null ? userAgent.substring(0, USER_AGENT_LENGTH_MAX) : userAgent;
        return new Sender(address, kept, origin);
    }

    static Sender of(HttpServerRequest request, TrustedProxies proxies) {
        @Nullable
        String peer =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        return of(
                proxies.client(peer, request.headers()::getAll),
                request.getHeader(HttpHeaders.USER_AGENT),
                request.getHeader(HttpHeaders.ORIGIN));
    }

    Sender withoutAddress() {
        return new Sender(null, userAgent, origin);
    }
}
