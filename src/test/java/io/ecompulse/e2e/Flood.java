package io.ecompulse.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;

/** The attackers: each kind goes on until it is told to stop, and counts what it did and what the server did about it. */
final class Flood implements AutoCloseable {
    private static final String HEAD = "POST /v1/batch?k=" + Fleet.WRITE_KEY + " HTTP/1.1\r\nHost: a\r\n";

    /** Between two bursts of 32 frames: the attackers share two cores with those whose answers are timed. */
    private static final Duration BREATH = Duration.ofMillis(2);

    private final int port;
    private final SSLContext trust;
    private final int attackers;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    final LongAdder done = new LongAdder();
    final LongAdder closedByServer = new LongAdder();

    /** @param attackers connections that attack at the same time */
    Flood(int port, SSLContext trust, int attackers) {
        this.port = port;
        this.trust = trust;
        this.attackers = attackers;
    }

    /** One turn of an attacker; it comes again until all is over. */
    private interface Turn {
        void take() throws IOException, InterruptedException;
    }

    /** Sockets that say so much and then nothing; they stay until the flood ends. */
    void silent(int count, String said) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            sockets.add(socket);
            socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
            done.increment();
        }
    }

    /** As many sockets, each of which sends a byte of its body now and then. */
    void slowBodies(int count) throws IOException {
        silent(count, HEAD + "Content-Length: 1000000\r\n\r\n");
        threads.execute(() -> repeat(() -> {
            for (Socket socket : sockets) {
                try {
                    socket.getOutputStream().write(' ');
                } catch (IOException closed) {
                    closedByServer.increment();
                }
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }));
    }

    void headers(int bytes) {
        byte[] request = (HEAD + "X: y\r\n".repeat(bytes / 6) + "Content-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        each(() -> answered(request));
    }

    void gzipBombs() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[400_000_000]);
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((HEAD + "Content-Encoding: gzip\r\nContent-Length: " + packed.size() + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(packed.toByteArray());
        each(() -> answered(request.toByteArray()));
    }

    /** Streams that are opened and cancelled at once. */
    void resets() {
        each(() -> overHttp2((connection, stream) -> {
            connection.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.post());
            connection.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(8));
        }));
    }

    /** Streams that the server is made to cancel, by a window of nothing. */
    void madeResets() {
        each(() -> overHttp2((connection, stream) -> {
            connection.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.post());
            connection.frame(RawHttp2.WINDOW_UPDATE, 0, stream, RawHttp2.number(0));
        }));
    }

    void hpackBombs() {
        byte[] bomb = RawHttp2.bomb(8_000);
        each(() -> overHttp2((connection, stream) ->
                connection.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, bomb)));
    }

    /** A head that never ends. */
    void continuations() {
        byte[] more = ("\0\1x" + (char) 100 + "y".repeat(100)).getBytes(StandardCharsets.ISO_8859_1);
        each(() -> overHttp2((connection, stream) -> {
            if (stream == 1) {
                connection.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.post());
            }
            connection.frame(RawHttp2.CONTINUATION, 0, 1, more);
        }));
    }

    void pings() {
        each(() -> overHttp2((connection, stream) -> connection.frame(RawHttp2.PING, 0, 0, new byte[8])));
    }

    private interface Abuse {
        void send(RawHttp2 connection, int stream) throws IOException;
    }

    /** A connection that abuses until the server closes it. */
    private void overHttp2(Abuse abuse) throws IOException, InterruptedException {
        try (RawHttp2 connection = new RawHttp2(trust, port)) {
            for (int stream = 1; connection.isOpen() && !over.get() && stream < 2_000_000; stream += 2) {
                abuse.send(connection, stream);
                done.increment();
                if (stream % 64 == 1) {
                    connection.flush();
                    Hold.during(BREATH);
                }
            }
            connection.closesWithin(1_000);
        } finally {
            closedByServer.increment();
        }
    }

    private void answered(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            if (socket.getInputStream().read() >= 0) {
                done.increment();
            }
        }
        closedByServer.increment();
    }

    private void each(Turn turn) {
        for (int i = 0; i < attackers; i++) {
            threads.execute(() -> repeat(turn));
        }
    }

    private void repeat(Turn turn) {
        while (!over.get()) {
            try {
                turn.take();
            } catch (IOException cut) {
                // The server has closed; the attacker comes again.
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        over.set(true);
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
