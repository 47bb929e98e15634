package io.ecompulse.warehouse.standin;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of PostgreSQL's protocol, version 3, from the server's side. */
final class Wire {
    private static final int SSL_REQUEST = 80877103;
    private static final int TEXT = 1043;

    private final DataInputStream in;
    private final DataOutputStream out;

    Wire(Socket socket) throws IOException {
        this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
    }

    /** One message of the client; its body without type and length. */
    record Message(char type, ByteBuffer body) {
        String text() {
            int start = body.position();
            int end = start;
            while (body.get(end) != 0) {
                end++;
            }
            String text = StandardCharsets.UTF_8
                    .decode(body.slice(start, end - start))
                    .toString();
            body.position(end + 1);
            return text;
        }
    }

    /** The parameters of the start-up packet, as they stand in it; a request for TLS is turned down before. */
    String startup() throws IOException {
        while (true) {
            byte[] packet = in.readNBytes(in.readInt() - 4);
            if (ByteBuffer.wrap(packet).getInt() != SSL_REQUEST) {
                return new String(packet, 4, packet.length - 4, StandardCharsets.UTF_8);
            }
            out.write('N');
            out.flush();
        }
    }

    /** The next message; null when the client is gone. */
    @Nullable
    Message next() throws IOException {
        int type = in.read();
        if (type < 0) {
            return null;
        }
        byte[] body = new byte[in.readInt() - 4];
        if (in.readNBytes(body, 0, body.length) < body.length) {
            throw new EOFException("the client left in the middle of a message");
        }
        return new Message((char) type, ByteBuffer.wrap(body));
    }

    void askForPassword() throws IOException {
        send('R', body -> body.writeInt(3));
        out.flush();
    }

    void welcome(int process) throws IOException {
        send('R', body -> body.writeInt(0));
        parameter("server_version", "8.0.2");
        parameter("client_encoding", "UTF8");
        parameter("server_encoding", "UTF8");
        parameter("DateStyle", "ISO, MDY");
        parameter("integer_datetimes", "on");
        send('K', body -> {
            body.writeInt(process);
            body.writeInt(7);
        });
    }

    private void parameter(String name, String value) throws IOException {
        send('S', body -> {
            text(body, name);
            text(body, value);
        });
    }

    void ready(boolean inTransaction, boolean failed) throws IOException {
        send('Z', body -> body.write(failed ? 'E' : inTransaction ? 'T' : 'I'));
        out.flush();
    }

    void plain(char type) throws IOException {
        send(type, body -> {});
    }

    void noParameters() throws IOException {
        send('t', body -> body.writeShort(0));
    }

    void columns(List<String> names) throws IOException {
        send('T', body -> {
            body.writeShort(names.size());
            for (String name : names) {
                text(body, name);
                body.writeInt(0);
                body.writeShort(0);
                body.writeInt(TEXT);
                body.writeShort(-1);
                body.writeInt(-1);
                body.writeShort(0);
            }
        });
    }

    void row(List<@Nullable String> values) throws IOException {
        send('D', body -> {
            body.writeShort(values.size());
            for (String value : values) {
                if (value == null) {
                    body.writeInt(-1);
                } else {
                    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                    body.writeInt(bytes.length);
                    body.write(bytes);
                }
            }
        });
    }

    void complete(String tag) throws IOException {
        send('C', body -> text(body, tag));
    }

    void error(Refusal refusal) throws IOException {
        send('E', body -> {
            field(body, 'S', "ERROR");
            field(body, 'C', refusal.state());
            field(body, 'M', String.valueOf(refusal.getMessage()));
            if (!refusal.detail().isEmpty()) {
                field(body, 'D', refusal.detail());
            }
            body.write(0);
        });
        out.flush();
    }

    private static void field(DataOutputStream body, char type, String value) throws IOException {
        body.write(type);
        text(body, value);
    }

    private interface Body {
        void write(DataOutputStream body) throws IOException;
    }

    private void send(char type, Body content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.write(new DataOutputStream(bytes));
        out.write(type);
        out.writeInt(bytes.size() + 4);
        bytes.writeTo(out);
    }

    private static void text(DataOutputStream body, String text) throws IOException {
        body.write(text.getBytes(StandardCharsets.UTF_8));
        body.write(0);
    }
}
