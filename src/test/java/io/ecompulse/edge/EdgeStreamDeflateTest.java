package io.ecompulse.edge;

import static io.ecompulse.edge.RawStream.frame;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams whose clients compress what they send (RFC 7692). */
class EdgeStreamDeflateTest {
    private static final int FIN = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    private TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        await().untilAsserted(() -> edge.assertNothingHeld());
        edge.close();
    }

    private void restart(String... settings) {
        edge.close();
        edge = TestEdge.start(settings);
    }

    @Test
    void takesWhatARealClientCompresses() throws InterruptedException {
        WebSocketClient client = edge.vertx.createWebSocketClient(new WebSocketClientOptions()
                .setTryUsePerMessageCompression(true)
                .setCompressionLevel(9));
        WebSocket socket = TestEdge.await(client.connect(new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(edge.edge.port())
                .setURI("/v1/stream")));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        socket.textMessageHandler(heard::add);

        socket.writeTextMessage(StreamClient.HELLO);
        for (int seq = 1; seq <= 3; seq++) {
            socket.writeTextMessage("{\"type\":\"batch\",\"seq\":" + seq + ",\"events\":[" + track("e" + seq) + "]}");
        }

        assertThat(socket.headers().get("Sec-WebSocket-Extensions")).startsWith("permessage-deflate");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).contains("welcome");
        for (int seq = 1; seq <= 3; seq++) {
            assertThat(heard.poll(20, TimeUnit.SECONDS)).contains("\"seq\":" + seq);
        }
        assertThat(edge.journal.ids()).containsExactly("e1", "e2", "e3");
    }

    @Test
    void takesCompressedAndPlainMessagesInAnyOrderAndFrames() {
        RawStream client = RawStream.connect(edge, OFFER);
        byte[] hello = deflated(utf8(StreamClient.HELLO));
        byte[] batch = deflated(utf8("{\"type\":\"batch\",\"seq\":2,\"events\":[" + track("b") + "]}"));

        client.send(frame(COMPRESSED | 1, Arrays.copyOf(hello, 10)));
        client.send(frame(FIN | RawStream.PING, new byte[0]));
        client.send(frame(FIN, Arrays.copyOfRange(hello, 10, hello.length)));
        assertThat(client.next()).isEqualTo("pong");
        assertThat(client.next()).contains("welcome");
        client.batch(1, track("a"));
        client.send(frame(FIN | COMPRESSED | 1, batch));

        assertThat(client.next()).contains("\"ack\",\"seq\":1");
        assertThat(client.next()).contains("\"ack\",\"seq\":2");
        client.close();
    }

    @Test
    void takesAMessageWhoseLastBlockSaysSo() {
        RawStream client = RawStream.connect(edge, OFFER);
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(utf8(StreamClient.HELLO));
        deflater.finish();
        byte[] out = new byte[500];
        int length = deflater.deflate(out);
        deflater.end();

        client.send(frame(FIN | COMPRESSED | 1, Arrays.copyOf(out, length + 1)));

        assertThat(client.next()).contains("welcome");
        client.close();
    }

    @Test
    void forgetsWithAClientThatForgets() {
        RawStream client =
                RawStream.connect(edge, "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n");

        assertThat(client.handshake())
                .containsIgnoringCase("sec-websocket-extensions: permessage-deflate; client_no_context_takeover");
        client.send(frame(FIN | COMPRESSED | 1, deflated(utf8(StreamClient.HELLO))));
        assertThat(client.next()).contains("welcome");
        client.close();
    }

    @Test
    void takesAMessageThatInflatesToTheLimitAndNoMore() {
        restart("edge.stream.frame.bytes.max", "1000", "edge.event.bytes.max", "900");
        RawStream client = RawStream.connect(edge, OFFER);
        String hello = StreamClient.HELLO;

        client.send(frame(FIN | COMPRESSED | 1, deflated(utf8(hello + " ".repeat(1000 - hello.length())))));
        assertThat(client.next()).contains("welcome");
        client.send(frame(FIN | COMPRESSED | 1, deflated(utf8(" ".repeat(1001)))));

        assertThat(client.next()).contains("too_large").contains("inflates");
        assertThat(client.next()).isEqualTo("close 1009");
        client.close();
    }

    @Test
    void countsTheFragmentsOfABombTogether() {
        restart("edge.stream.frame.bytes.max", "1000", "edge.event.bytes.max", "900");
        RawStream client = RawStream.connect(edge, OFFER);
        Deflater deflater = new Deflater(9, true);

        client.send(frame(COMPRESSED | 1, flushed(deflater, new byte[600])));
        client.send(frame(0, flushed(deflater, new byte[400])));
        client.send(frame(0, flushed(deflater, new byte[1])));
        deflater.end();

        assertThat(client.next()).contains("too_large");
        assertThat(client.next()).isEqualTo("close 1009");
        client.close();
    }

    @Test
    void stopsInflatingABombAtTheLimit() throws Exception {
        byte[] bomb = deflated(new byte[100 * 1024 * 1024]);
        try (MessageInflater inflater = new MessageInflater(1000, true)) {
            io.netty.buffer.ByteBuf wire = io.netty.buffer.Unpooled.wrappedBuffer(bomb);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> inflater.inflate(wire, true))
                    .isInstanceOf(MessageInflater.TooLong.class);
            assertThat(inflater.inflated()).isLessThanOrEqualTo(1001);
        }
    }

    @Test
    void inflatesNothingWhileAClientIsPaused() {
        restart("edge.stream.credit.events", "1");
        RawStream client = RawStream.connect(edge, OFFER).hello();
        edge.journal.hold();

        client.batch(1, track("a"));
        client.batch(2, track("b"));
        byte[] bomb = frame(FIN | COMPRESSED | 1, deflated(new byte[10 * 1024 * 1024]));
        client.send(bomb);
        await().until(() -> edge.journal.heldAppends() == 2);
        await().pollDelay(java.time.Duration.ofMillis(200)).until(() -> edge.counter("ecompulse.closed.streams") == 0);
        edge.journal.acknowledge(0);

        assertThat(client.next()).contains("\"seq\":1");
        assertThat(client.next()).contains("too_large");
        assertThat(client.next()).isEqualTo("close 1009");
        edge.journal.acknowledge(0);
        client.close();
    }

    @Test
    void closesOnBytesThatAreNoDeflateStream() {
        RawStream client = RawStream.connect(edge, OFFER);

        client.send(frame(FIN | COMPRESSED | 1, new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF}));

        assertThat(client.next()).contains("bad_encoding");
        assertThat(client.next()).isEqualTo("close 1007");
        client.close();
    }

    @Test
    void refusesReservedBitsThatCompressionDoesNotUse() {
        for (int first : new int[] {FIN | 0x20 | 1, FIN | 0x10 | 1, FIN | COMPRESSED | RawStream.PING}) {
            RawStream client = RawStream.connect(edge, OFFER);

            client.send(frame(first, new byte[0]));

            assertThat(client.last()).isEqualTo("close 1002");
        }
    }

    @Test
    void refusesACompressedContinuation() {
        RawStream client = RawStream.connect(edge, OFFER);

        client.send(frame(COMPRESSED | 1, deflated(utf8("{"))));
        client.send(frame(FIN | COMPRESSED, new byte[1]));

        assertThat(client.last()).isEqualTo("close 1002");
    }

    @Test
    void compressesNothingWhenTurnedOff() {
        restart("edge.stream.deflate", "false");
        RawStream client = RawStream.connect(edge, OFFER);

        assertThat(client.handshake()).doesNotContainIgnoringCase("sec-websocket-extensions");
        client.send(frame(FIN | COMPRESSED | 1, deflated(utf8(StreamClient.HELLO))));

        assertThat(client.last()).isEqualTo("close 1002");
    }

    private static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater(9, true);
        byte[] all = flushed(deflater, plain);
        deflater.end();
        return Arrays.copyOf(all, all.length - 4); // RFC 7692 §7.2.1: without the empty block at its end.
    }

    private static byte[] flushed(Deflater deflater, byte[] plain) {
        deflater.setInput(plain);
        byte[] out = new byte[plain.length + 100];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(out, length);
    }
}
