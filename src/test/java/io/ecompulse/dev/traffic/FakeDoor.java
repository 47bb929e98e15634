package io.ecompulse.dev.traffic;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A public listener that takes everything, unless it was told what to answer first. */
final class FakeDoor {
    private final Vertx vertx = Vertx.vertx();
    private final Queue<Integer> nextStatuses = new ConcurrentLinkedQueue<>();
    private final List<JsonObject> accepted = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;
    private volatile boolean silent;

    FakeDoor() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::take)
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
