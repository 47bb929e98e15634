package io.ecompulse.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** HTTP/2 frame by frame, so that a client can do what no library would. Counts the GOAWAYs that come back. */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private final SSLSocket socket;
    private final OutputStream out;
    private final AtomicInteger goAways = new AtomicInteger();
    private final Thread reader;
    private volatile boolean open = true;

    RawHttp2(SSLContext trust, int port) throws IOException {
        socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        out = socket.getOutputStream();
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        frame(SETTINGS, 0, 0, new byte[0]);
        reader = new Thread(this::read, "raw-http2");
        reader.setDaemon(true);
        reader.start();
    }

    void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        out.write(frame.array());
    }

    void flush() throws IOException {
        out.flush();
    }

    /** The head of a sound request for events. */
    static byte[] post() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x83); // :method POST
        block.write(0x87); // :scheme https
        literal(block, 0x04, "/v1/batch?k=" + Fleet.WRITE_KEY); // :path
        literal(block, 0x01, "localhost"); // :authority
        return block.toByteArray();
    }

    /** One large field that is named once and then meant again in every byte. */
    static byte[] bomb(int times) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(post());
        block.write(0x40); // literal, to be remembered
        string(block, "x");
        string(block, "y".repeat(3_900));
        for (int i = 0; i < times; i++) {
            block.write(0x80 | 62); // the newest that was remembered
        }
        return block.toByteArray();
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    boolean isOpen() {
        return open;
    }

    int goAways() {
        return goAways.get();
    }

    /** Whether the server has closed the connection within the time. */
    boolean closesWithin(long millis) throws InterruptedException {
        reader.join(millis);
        return !open;
    }

    private void read() {
        try (InputStream in = socket.getInputStream()) {
            byte[] head = in.readNBytes(9);
            while (head.length == 9) {
                if (head[3] == GOAWAY) {
                    goAways.incrementAndGet();
                }
                in.skipNBytes((head[0] & 0xFF) << 16 | (head[1] & 0xFF) << 8 | (head[2] & 0xFF));
                head = in.readNBytes(9);
            }
        } catch (IOException cut) {
            // Ended, in whatever way.
        }
        open = false;
    }

    private static void literal(ByteArrayOutputStream block, int index, String value) {
        block.write(index);
        string(block, value);
    }

    private static void string(ByteArrayOutputStream block, String text) {
        int rest = text.length();
        if (rest < 127) {
            block.write(rest);
        } else {
            block.write(127);
            for (rest -= 127; rest >= 128; rest >>= 7) {
                block.write((rest & 127) | 128);
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
