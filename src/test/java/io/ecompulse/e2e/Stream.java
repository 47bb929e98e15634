package io.ecompulse.e2e;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** One WebSocket connection of a client: hello, then batches that wait for their acks. */
final class Stream {
    private static final int PATIENCE_SECONDS = 20;

    private final WebSocketClient client;
    private final WebSocket socket;
    private final CompletableFuture<JsonObject> welcome = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private volatile boolean gone;
    private long seq;

    private Stream(WebSocketClient client, WebSocket socket) {
        this.client = client;
        this.socket = socket;
        socket.textMessageHandler(text -> take(new JsonObject(text)));
        socket.closeHandler(closed -> end());
        socket.exceptionHandler(fault -> end());
    }

    static Stream open(Vertx vertx, int port) throws IOException, InterruptedException {
        return open(vertx, port, "dev-write-key");
    }

    /** Returns when the server has said welcome. */
    static Stream open(Vertx vertx, int port, String writeKey) throws IOException, InterruptedException {
        WebSocketClient client = vertx.createWebSocketClient();
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/v1/stream")
                .addSubProtocol("ecompulse.v1");
        Stream stream = wait(client.connect(options)
                .map(socket -> new Stream(client, socket))
                .onFailure(nobody -> client.close())
                .toCompletionStage()
                .toCompletableFuture());
        stream.send(new JsonObject()
                .put("type", "hello")
                .put("writeKey", writeKey)
                .put("client", "e2e")
                .encode());
        wait(stream.welcome);
        return stream;
    }

    /** The ack, or the nack; fails when the connection ends before. */
    JsonObject batch(List<Item> batch) throws IOException, InterruptedException {
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        long number = ++seq;
        waiting.put(number, answer);
        if (gone) {
            end();
        }
        // By hand, so that the events' own bytes stay as they are.
        String events = batch.stream().map(Item::json).collect(Collectors.joining(","));
        send("{\"type\":\"batch\",\"seq\":" + number + ",\"events\":[" + events + "]}");
        return wait(answer);
    }

    void close() {
        socket.close().onFailure(alreadyGone -> end()).onComplete(closed -> client.close());
    }

    private void send(String frame) {
        socket.writeTextMessage(frame).onFailure(fault -> end());
    }

    private void take(JsonObject frame) {
        switch (frame.getString("type")) {
            case "welcome" -> welcome.complete(frame);
            case "ack", "nack" -> waiting.remove(frame.getLong("seq")).complete(frame);
            case "error" -> end();
            default -> {
                // A goaway asks for nothing while acks are awaited: the server closes when it has sent them.
            }
        }
    }

    private void end() {
        gone = true;
        IOException cause = new IOException("the stream ended");
        welcome.completeExceptionally(cause);
        waiting.values().forEach(answer -> answer.completeExceptionally(cause));
    }

    private static <T> T wait(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException(failed);
        }
    }
}
