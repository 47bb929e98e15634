package io.ecompulse.dev.traffic;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A public listener that takes everything, unless it was told what to answer first. */
final class FakeDoor {
    private static final int FRAME_BYTES_MAX = 4 * 1024 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<Integer> nextStatuses = new ConcurrentLinkedQueue<>();
    private final List<JsonObject> accepted = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger pongs = new AtomicInteger();
    private final HttpServer server;
    private volatile boolean silent;

    FakeDoor() throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxWebSocketFrameSize(FRAME_BYTES_MAX)
                .addWebSocketSubProtocol("ecompulse.v1");
        server = vertx.createHttpServer(options)
                .requestHandler(this::take)
                .webSocketHandler(this::stream)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** The next requests are refused, one for each status. */
    FakeDoor refusing(Integer... statuses) {
        nextStatuses.addAll(List.of(statuses));
        return this;
    }

    /** From now on nobody gets an answer. */
    void fallSilent() {
        silent = true;
    }

    private void take(HttpServerRequest request) {
        requests.incrementAndGet();
        keys.add(String.valueOf(request.getHeader("Authorization")));
        request.body().onSuccess(body -> {
            Integer refusal = nextStatuses.poll();
            if (silent) {
                return;
            }
            request.response().putHeader("Content-Type", "application/json");
            if (refusal != null) {
                request.response()
                        .setStatusCode(refusal)
                        .putHeader("Retry-After", "1")
                        .end("{\"success\":false}");
                return;
            }
            JsonArray batch = body.toJsonObject().getJsonArray("batch");
            batch.forEach(event -> accepted.add((JsonObject) event));
            request.response()
                    .end("{\"success\":true,\"accepted\":" + batch.size() + ",\"duplicates\":0,\"rejected\":0}");
        });
    }

    /** As the real one, with a ping before every ack; closes after an error. */
    private void stream(ServerWebSocket socket) {
        long[] due = {1};
        socket.textMessageHandler(text -> {
            JsonObject frame = new JsonObject(text);
            if (frame.getString("type").equals("hello")) {
                keys.add(frame.getString("writeKey"));
                socket.writeTextMessage("{\"type\":\"welcome\"}");
                return;
            }
            requests.incrementAndGet();
            Integer refusal = nextStatuses.poll();
            if (frame.getLong("seq") != due[0]++ || Objects.equals(refusal, 400)) {
                socket.writeTextMessage("{\"type\":\"error\"}");
                socket.close();
            } else if (refusal != null) {
                socket.writeTextMessage("{\"type\":\"nack\",\"retryAfterMs\":10}");
            } else {
                socket.writePing(Buffer.buffer());
                socket.pongHandler(alive -> pongs.incrementAndGet());
                frame.getJsonArray("events").forEach(event -> accepted.add((JsonObject) event));
                socket.writeTextMessage("{\"type\":\"ack\",\"accepted\":"
                        + frame.getJsonArray("events").size() + ",\"detail\":\"" + "x".repeat(200) + "\"}");
            }
        });
    }

    int pongs() {
        return pongs.get();
    }

    Vertx vertx() {
        return vertx;
    }

    int port() {
        return server.actualPort();
    }

    int requests() {
        return requests.get();
    }

    List<JsonObject> accepted() {
        return accepted;
    }

    List<String> keys() {
        return keys;
    }

    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
