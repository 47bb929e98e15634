package io.ecompulse.app;

import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Read tokens: as {@code Authorization: Bearer}, or once as {@code ?token=}. */
final class Tokens {
    private static final String BEARER = "bearer ";

    private final Supplier<Sources> sources;

    Tokens(Supplier<Sources> sources) {
        this.sources = sources;
    }

    Optional<Source> reader(HttpServerRequest request) {
        return token(request.getHeader("authorization"), request.getParam("token"))
                .flatMap(this::reader);
    }

    /** A browser cannot set headers on a socket; it may send the token as its first message instead. */
    static Optional<String> token(ServerWebSocketHandshake handshake) {
        String query = handshake.query();
        String inQuery = null;
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            inQuery = pair.startsWith("token=") ? pair.substring("token=".length()) : inQuery;
        }
        return token(handshake.headers().get("authorization"), inQuery);
    }

    Optional<Source> reader(String token) {
        return sources.get().byReadToken(token);
    }

    private static Optional<String> token(@Nullable String authorization, @Nullable String parameter) {
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(authorization.substring(BEARER.length()).strip());
        }
        return Optional.ofNullable(parameter);
    }
}
