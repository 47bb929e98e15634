package io.ecompulse.edge;

import org.jspecify.annotations.Nullable;

/**
 * What the connection tells about who sent something.
 *
 * @param address the client's, uncut; only {@link ClientAddress} lets it out
 */
record Sender(@Nullable String address, @Nullable String userAgent) {
    /** Longer user agents are cut: each stands in every event of its request. */
    static final int USER_AGENT_LENGTH_MAX = 1024;

    static Sender of(@Nullable String address, @Nullable String userAgent) {
        boolean tooLong = userAgent != null && userAgent.length() > USER_AGENT_LENGTH_MAX;
        return new Sender(
                address, tooLong && userAgent != null ? userAgent.substring(0, USER_AGENT_LENGTH_MAX) : userAgent);
    }
}
