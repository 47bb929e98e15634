package io.ecompulse.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.config.Source;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code GET /api/v1/live}: a WebSocket that carries a snapshot a second. The token comes in the handshake, or as the first
 * message {@code {"token":"…"}}; without one the socket is closed with 4401, and also when the token is taken back while it is
 * open. A later message {@code {"filter":{"name":…,"visitor":…,"outcome":…}}} chooses among the last events.
 */
final class LiveSocket {
    private static final String PATH = "/api/v1/live";
    private static final short UNAUTHORIZED = 4401;
    private static final short TRY_AGAIN_LATER = 1013;
    private static final short NOT_UNDERSTOOD = 1008;
    /** What a close frame has room for. */
    private static final int REASON_BYTES_MAX = 123;

    private static final int SOCKETS_MAX = 500;
    private static final long TOKEN_DEADLINE_MILLIS = 5_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private final Tokens tokens;
    private final LiveFeed feed;
    private final AtomicInteger open = new AtomicInteger();

    LiveSocket(Vertx vertx, Tokens tokens, LiveFeed feed) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.feed = feed;
    }

    void handshake(ServerWebSocketHandshake handshake) {
        if (!PATH.equals(handshake.path())) {
            handshake.reject(404).onFailure(gone -> {});
        } else if (open.get() >= SOCKETS_MAX) {
            handshake.reject(503).onFailure(gone -> {});
        } else {
            Optional<String> token = Tokens.token(handshake);
            handshake.accept().onSuccess(socket -> opened(socket, token)).onFailure(gone -> {});
        }
    }

    private void opened(ServerWebSocket socket, Optional<String> given) {
        open.incrementAndGet();
        if (given.filter(token -> tokens.reader(token).isPresent()).isPresent()) {
            socket.closeHandler(closed -> open.decrementAndGet());
            follow(socket, given.get());
            return;
        }
        long deadline = vertx.setTimer(TOKEN_DEADLINE_MILLIS, late -> refuse(socket));
        socket.closeHandler(closed -> {
            vertx.cancelTimer(deadline);
            open.decrementAndGet();
        });
        socket.textMessageHandler(message -> {
            vertx.cancelTimer(deadline);
            socket.textMessageHandler(ignored -> {});
            follow(socket, json(message).path("token").asText(""));
        });
    }

    private void follow(ServerWebSocket socket, String token) {
        Optional<Source> reader = tokens.reader(token);
        if (reader.isEmpty()) {
            refuse(socket);
            return;
        }
        String source = reader.get().id();
        feed.subscribe(source, snapshot -> tell(socket, token, source, snapshot))
                .onSuccess(following -> {
                    if (socket.isClosed()) {
                        following.end();
                        return;
                    }
                    socket.textMessageHandler(message -> filter(socket, following, message));
                    socket.closeHandler(closed -> {
                        open.decrementAndGet();
                        following.end();
                    });
                })
                .onFailure(full -> close(socket, TRY_AGAIN_LATER, "no live numbers here right now"));
    }

    private static void filter(ServerWebSocket socket, LiveFeed.Following following, String message) {
        JsonNode given = json(message).path("filter");
        Map<String, String> filter = new HashMap<>();
        given.properties()
                .forEach(member -> filter.put(member.getKey(), member.getValue().asText("")));
        try {
            if (!given.isObject()) {
                throw new IllegalArgumentException("expected {\"filter\":{…}}");
            }
            following.filter(filter);
        } catch (IllegalArgumentException wrong) {
            close(socket, NOT_UNDERSTOOD, String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * A reader too slow for a second's snapshot misses it and gets the next: nothing queues up. A token opens one source only
     * as long as the sources file says so.
     */
    private void tell(ServerWebSocket socket, String token, String source, String snapshot) {
        if (socket.isClosed()) {
            return;
        }
        if (tokens.reader(token).filter(reader -> reader.id().equals(source)).isEmpty()) {
            refuse(socket);
        } else if (!socket.writeQueueFull()) {
            socket.writeTextMessage(snapshot).onFailure(gone -> {});
        }
    }

    private static JsonNode json(String message) {
        try {
            JsonNode node = JSON.readTree(message);
            return node == null ? JSON.createObjectNode() : node;
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode();
        }
    }

    private static void refuse(ServerWebSocket socket) {
        close(socket, UNAUTHORIZED, "a read token is needed");
    }

    private static void close(ServerWebSocket socket, short code, String why) {
        byte[] utf8 = why.getBytes(StandardCharsets.US_ASCII);
        String reason =
                new String(Arrays.copyOf(utf8, Math.min(REASON_BYTES_MAX, utf8.length)), StandardCharsets.US_ASCII);
        socket.close(code, reason).onFailure(gone -> {});
    }
}
