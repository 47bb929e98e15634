package io.ecompulse.edge;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Joins the frames of one WebSocket message, as bytes, up to a limit. */
final class MessageAssembler {
    private static final byte[] NONE = new byte[0];

    private final int max;
    private byte[] bytes = NONE;
    private int length;

    MessageAssembler(int max) {
        this.max = max;
    }

    /** False, and nothing kept, when the message would exceed the limit. */
    boolean add(Buffer frame) {
        if ((long) length + frame.length() > max) {
            clear();
            return false;
        }
        int whole = length + frame.length();
        if (whole > bytes.length) {
            // Twice as long when it grows: a message in many small frames is not copied once for each.
            int room = length == 0 ? whole : (int) Math.min(max, Math.max(whole, 2L * bytes.length));
            bytes = Arrays.copyOf(bytes, room);
        }
        frame.getBytes(bytes, length);
        length = whole;
        return true;
    }

    /** Bytes that are held, in use or not. */
    int held() {
        return bytes.length;
    }

    /** The whole message; the next frame begins another one. */
    byte[] take() {
        byte[] whole = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        clear();
        return whole;
    }

    private void clear() {
        bytes = NONE;
        length = 0;
    }
}
