package io.ecompulse.dev.traffic;

import io.ecompulse.dev.traffic.AnswerReader.Answer;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;

/**
 * Reads the stream's answers off a connection, as {@link AnswerReader} does HTTP's: an ack is told as a 200, a nack as a 503,
 * an error as a 400. Shakes hands and says hello first.
 */
final class StreamReader implements Handler<Buffer> {
    private static final int HEAD_BYTES_MAX = 16 * 1024;
    private static final byte[] NONE = {};

    private final NetSocket socket;
    private final BenchPlan plan;
    private final Runnable welcomed;
    private final Handler<Answer> answers;
    private Buffer pending = Buffer.buffer();
    private boolean isOpen;

    /** @param welcomed run once, when the first batch may be sent */
    StreamReader(NetSocket socket, BenchPlan plan, Runnable welcomed, Handler<Answer> answers) {
        this.socket = socket;
        this.plan = plan;
        this.welcomed = welcomed;
        this.answers = answers;
    }

    void shakeHands() {
        write(Buffer.buffer("GET " + plan.path() + " HTTP/1.1\r\nHost: " + plan.host() + ":" + plan.port()
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: ZWNvbXB1bHNlLWJlbmNoIQ==\r\nSec-WebSocket-Protocol: ecompulse.v1\r\n\r\n"));
    }

    @Override
    public void handle(Buffer bytes) {
        pending = pending.length() == 0 ? bytes : pending.appendBuffer(bytes);
        if (!isOpen && !readHead()) {
            return;
        }
        int length = frameLength();
        while (length >= 0) {
            Buffer frame = pending.getBuffer(0, length);
            pending = pending.length() == length ? Buffer.buffer() : pending.getBuffer(length, pending.length());
            read(frame);
            length = frameLength();
        }
    }

    private boolean readHead() {
        String head = pending.toString(StandardCharsets.ISO_8859_1);
        int end = head.indexOf("\r\n\r\n");
        if (end < 0 && head.length() <= HEAD_BYTES_MAX) {
            return false;
        }
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IllegalStateException("the server's answer is no WebSocket");
        }
        pending = pending.getBuffer(end + 4, pending.length());
        isOpen = true;
        JsonObject hello = new JsonObject()
                .put("type", "hello")
                .put("writeKey", plan.writeKey())
                .put("client", "ecompulse-bench");
        write(StreamFrame.of(StreamFrame.TEXT, hello.encode().getBytes(StandardCharsets.UTF_8)));
        return true;
    }

    /** Of the first frame, head and all; -1 while it is not whole. */
    private int frameLength() {
        int head = headLength();
        if (head < 0 || pending.length() < head) {
            return -1;
        }
        int length = pending.getByte(1);
        long payload = length == StreamFrame.LENGTH_OF_TWO_BYTES
                ? pending.getUnsignedShort(2)
                : length == StreamFrame.LENGTH_OF_EIGHT_BYTES ? pending.getLong(2) : length;
        return pending.length() < head + payload ? -1 : (int) (head + payload);
    }

    /** Servers mask nothing. */
    private int headLength() {
        if (pending.length() < 2) {
            return -1;
        }
        return switch (pending.getByte(1)) {
            case StreamFrame.LENGTH_OF_TWO_BYTES -> 4;
            case StreamFrame.LENGTH_OF_EIGHT_BYTES -> 10;
            default -> 2;
        };
    }

    private void read(Buffer frame) {
        int length = frame.getByte(1);
        int head = length < StreamFrame.LENGTH_OF_TWO_BYTES ? 2 : length == StreamFrame.LENGTH_OF_TWO_BYTES ? 4 : 10;
        switch (frame.getByte(0) & 0xff) {
            case StreamFrame.FINAL | StreamFrame.TEXT -> said(new JsonObject(frame.getString(head, frame.length())));
            case StreamFrame.FINAL | StreamFrame.PING -> write(StreamFrame.of(StreamFrame.PONG, NONE));
            case StreamFrame.FINAL | StreamFrame.CLOSE -> socket.close();
            default -> throw new IllegalStateException("the server sent a frame that no ack comes in");
        }
    }

    private void said(JsonObject frame) {
        switch (frame.getString("type")) {
            case "welcome" -> welcomed.run();
            case "ack" -> answers.handle(new Answer(200, frame.getInteger("accepted"), null, false));
            case "nack" -> answers.handle(new Answer(503, -1, retryAfter(frame), false));
            case "error" -> answers.handle(new Answer(400, -1, null, true));
            default -> {} // A goaway: what is in flight is answered, and then the connection is closed.
        }
    }

    private static String retryAfter(JsonObject nack) {
        return Long.toString(Math.round(nack.getLong("retryAfterMs", 0L) / 1_000.0));
    }

    private void write(Buffer bytes) {
        socket.write(bytes).onFailure(fault -> socket.close());
    }
}
