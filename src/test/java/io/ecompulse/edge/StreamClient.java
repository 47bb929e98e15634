package io.ecompulse.edge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of the stream that says what the test tells it to. */
final class StreamClient implements AutoCloseable {
    static final String HELLO = "{\"type\":\"hello\",\"writeKey\":\"dev-write-key\",\"client\":\"test\"}";

    private final WebSocketClient client;
    private final WebSocket socket;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private StreamClient(WebSocketClient client, WebSocket socket) {
        this.client = client;
        this.socket = socket;
        socket.textMessageHandler(heard::add);
        socket.closeHandler(closed -> heard.add("closed " + socket.closeStatusCode()));
        socket.resume();
    }

    /**
     * An open socket that has said nothing yet.
     *
     * @param header a name and a value, or nothing
     */
    static StreamClient connect(TestEdge edge, String... header) {
        WebSocketClient client = edge.vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(16 * 1024 * 1024).setMaxMessageSize(16 * 1024 * 1024));
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(edge.edge.port())
                .setURI("/v1/stream")
                .setSubProtocols(List.of("ecompulse.v1"));
        for (int i = 0; i < header.length; i += 2) {
            options.addHeader(header[i], header[i + 1]);
        }
        WebSocket socket = TestEdge.await(client.connect(options).map(open -> {
            open.pause(); // Until the handlers are set.
            return open;
        }));
        return new StreamClient(client, socket);
    }

    /** A socket past its welcome. */
    static StreamClient welcomed(TestEdge edge) {
        StreamClient client = connect(edge);
        client.say(HELLO);
        client.next();
        return client;
    }

    String subProtocol() {
        return socket.subProtocol();
    }

    void say(String text) {
        TestEdge.await(socket.writeTextMessage(text));
    }

    void say(WebSocketFrame frame) {
        TestEdge.await(socket.writeFrame(frame));
    }

    /** Says bytes as a text message, whatever they are. */
    void sayRaw(byte[] bytes) {
        say(new WebSocketFrameImpl(WebSocketFrameType.TEXT, bytes, true));
    }

    void sayBinary(byte[] bytes) {
        TestEdge.await(socket.writeBinaryMessage(Buffer.buffer(bytes)));
    }

    void batch(long seq, String... events) {
        say("{\"type\":\"batch\",\"seq\":" + seq + ",\"events\":[" + String.join(",", events) + "]}");
    }

    /** The next message, or {@code closed <code>}. */
    String next() {
        try {
            String next = heard.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("the server said nothing");
            }
            return next;
        } catch (InterruptedException fault) {
            throw new AssertionError(fault);
        }
    }

    JsonObject nextJson() {
        return new JsonObject(next());
    }

    boolean heardNothing() {
        return heard.isEmpty();
    }

    @Override
    public void close() {
        TestEdge.await(client.close());
    }
}
