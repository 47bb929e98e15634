package io.ecompulse.edge;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A stream spoken byte by byte, so that it can break every rule of RFC 6455. */
final class RawStream implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    private static final int FIN = 0x80;

    private final Socket socket;
    private final DataInputStream in;
    private final String handshake;

    private RawStream(Socket socket, int version, String headers) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
        this.in = new DataInputStream(socket.getInputStream());
        write(("GET /v1/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: " + version + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Protocol: ecompulse.v1\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        this.handshake = readHead();
    }

    static RawStream connect(TestEdge edge) {
        return connect(edge, "");
    }

    /** @param headers more lines of the head, each with its line end */
    static RawStream connect(TestEdge edge, String headers) {
        return connect(edge, 13, headers);
    }

    static RawStream connect(TestEdge edge, int version, String headers) {
        try {
            return new RawStream(new Socket(InetAddress.getLoopbackAddress(), edge.edge.port()), version, headers);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** A stream past its welcome. */
    static RawStream welcomed(TestEdge edge) {
        return connect(edge).hello();
    }

    RawStream hello() {
        text(StreamClient.HELLO);
        next();
        return this;
    }

    /** The answer to the upgrade. */
    String handshake() {
        return handshake;
    }

    void text(String text) {
        send(frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    void batch(long seq, String event) {
        text("{\"type\":\"batch\",\"seq\":" + seq + ",\"events\":[" + event + "]}");
    }

    /** Bytes of frames; those that the server no longer wants are lost. */
    void send(byte[] bytes) {
        try {
            write(bytes);
        } catch (SocketException closed) {
            // The server has closed already; what it said is still there to be read.
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** A masked frame with this first byte: FIN, RSV bits and opcode. */
    static byte[] frame(int first, byte[] payload) {
        return frame(first, true, payload.length, payload);
    }

    /** A frame that may lie about everything. */
    static byte[] frame(int first, boolean masked, long length, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int mask = masked ? 0x80 : 0;
        int lengthBytes = length < 0 ? 8 : length <= 125 ? 0 : length <= 0xFFFF ? 2 : 8;
        out.write(mask | (lengthBytes == 0 ? (int) length : lengthBytes == 2 ? 126 : 127));
        for (int i = lengthBytes - 1; i >= 0; i--) {
            out.write((int) (length >>> (8 * i)));
        }
        if (masked) {
            out.writeBytes(new byte[4]); // A mask of zeros leaves the payload readable here.
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** The next text message, {@code pong}, {@code close <code>}, or {@code end} when the connection is over. */
    String next() {
        try {
            while (true) {
                int opcode = in.readUnsignedByte() & 0xF;
                byte[] payload = new byte[length()];
                in.readFully(payload);
                if (opcode == CLOSE) {
                    return "close " + (((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF));
                }
                if (opcode != PING) {
                    return opcode == PONG ? "pong" : new String(payload, StandardCharsets.UTF_8);
                }
            }
        } catch (EOFException | SocketException closed) {
            return "end";
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Reads on until the server's close frame or, where none comes, its end. */
    String untilClosed() {
        String next = next();
        while (!next.startsWith("close ") && !next.equals("end")) {
            next = next();
        }
        return next;
    }

    /** Reads on until the server closes: the last thing that it said. */
    String last() {
        String last = "";
        for (String next = next(); !next.equals("end"); next = next()) {
            last = next;
        }
        return last.isEmpty() ? "end" : last;
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte();
        return length < 126 ? length : length == 126 ? in.readUnsignedShort() : (int) in.readLong();
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
