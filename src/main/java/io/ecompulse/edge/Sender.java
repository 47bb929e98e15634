package io.ecompulse.edge;

import org.jspecify.annotations.Nullable;

/**
 * What the connection, and the proxies that are trusted, tell about who sent something.
 *
 * @param address the client's, uncut; only {@link ClientAddress} lets it out
 * @param origin of the page that sent it, null when none was named
 * @param signals what it asks us not to keep
 */
record Sender(
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String origin,
        Signals signals) {
    /** Longer user agents are cut: each stands in every event of its request. */
    static final int USER_AGENT_LENGTH_MAX = 1024;

    /** One that asks for nothing. */
    static Sender of(@Nullable String address, @Nullable String userAgent, @Nullable String origin) {
        return of(address, userAgent, origin, Signals.NONE);
    }

    private static Sender of(
            @Nullable String address, @Nullable String userAgent, @Nullable String origin, Signals signals) {
        boolean tooLong = userAgent != null && userAgent.length() > USER_AGENT_LENGTH_MAX;
        String kept = tooLong && userAgent != null ? userAgent.substring(0, USER_AGENT_LENGTH_MAX) : userAgent;
        return new Sender(address, kept, origin, signals);
    }

    static Sender of(RequestHead head, TrustedProxies proxies) {
        return of(
                proxies.client(head.peer(), head::lines),
                head.header("User-Agent"),
                head.header("Origin"),
                Signals.of(head::header));
    }
}
