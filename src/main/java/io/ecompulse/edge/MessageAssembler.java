package io.ecompulse.edge;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Joins the frames of one WebSocket message, as bytes, up to a limit. */
final class MessageAssembler {
    private final int max;
    private byte[] bytes = new byte[0];

    MessageAssembler(int max) {
        this.max = max;
    }

    /** False, and nothing kept, when the message would exceed the limit. */
    boolean add(Buffer frame) {
        if ((long) bytes.length + frame.length() > max) {
            bytes = new byte[0];
            return false;
        }
        int used = bytes.length;
        bytes = Arrays.copyOf(bytes, used + frame.length());
        frame.getBytes(bytes, used);
        return true;
    }

    int length() {
        return bytes.length;
    }

    /** The whole message; the next frame begins another one. */
    byte[] take() {
        byte[] whole = bytes;
        bytes = new byte[0];
        return whole;
    }
}
