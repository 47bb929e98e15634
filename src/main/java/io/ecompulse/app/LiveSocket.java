package io.ecompulse.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.config.Source;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code GET /api/v1/live}: a WebSocket that carries a snapshot a second. The token comes in the handshake, or as the first
 * message {@code {"token":"…"}}; without one the socket is closed with 4401.
 */
final class LiveSocket {
    private static final String PATH = "/api/v1/live";
    private static final short UNAUTHORIZED = 4401;
    private static final short TRY_AGAIN_LATER = 1013;
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
            Optional<Source> reader = tokens.reader(handshake);
            handshake.accept().onSuccess(socket -> opened(socket, reader)).onFailure(gone -> {});
        }
    }

    private void opened(ServerWebSocket socket, Optional<Source> reader) {
        open.incrementAndGet();
        if (reader.isPresent()) {
            socket.closeHandler(closed -> open.decrementAndGet());
            follow(socket, reader.get());
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
            tokens.reader(token(message)).ifPresentOrElse(source -> follow(socket, source), () -> refuse(socket));
        });
    }

    private void follow(ServerWebSocket socket, Source source) {
        feed.subscribe(source.id(), snapshot -> tell(socket, snapshot))
                .onSuccess(subscription -> {
                    if (socket.isClosed()) {
                        subscription.run();
                        return;
                    }
                    socket.closeHandler(closed -> {
                        open.decrementAndGet();
                        subscription.run();
                    });
                })
                .onFailure(full -> close(socket, TRY_AGAIN_LATER, "no live numbers here right now"));
    }

    /** A reader too slow for a second's snapshot misses it and gets the next: nothing queues up. */
    private static void tell(ServerWebSocket socket, String snapshot) {
        if (!socket.isClosed() && !socket.writeQueueFull()) {
            socket.writeTextMessage(snapshot).onFailure(gone -> {});
        }
    }

    private static String token(String message) {
        try {
            JsonNode node = JSON.readTree(message);
            return node == null ? "" : node.path("token").asText("");
        } catch (JsonProcessingException notJson) {
            return "";
        }
    }

    private static void refuse(ServerWebSocket socket) {
        close(socket, UNAUTHORIZED, "a read token is needed");
    }

    private static void close(ServerWebSocket socket, short code, String why) {
        socket.close(code, why).onFailure(gone -> {});
    }
}
