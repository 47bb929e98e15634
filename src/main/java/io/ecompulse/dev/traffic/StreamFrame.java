package io.ecompulse.dev.traffic;

import io.vertx.core.buffer.Buffer;

/**
 * A client's WebSocket frames. All have the same mask, so that prepared ones need no masking when they are sent: it keeps
 * scripts of a page from writing what a proxy would take for a request, and this is no page.
 */
final class StreamFrame {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FINAL = 0x80;
    static final int LENGTH_OF_TWO_BYTES = 126;
    static final int LENGTH_OF_EIGHT_BYTES = 127;

    private static final int MASKED = 0x80;
    private static final byte[] MASK = {0x5a, 0x13, 0x47, 0x2e};

    private StreamFrame() {}

    /** What stands before the payload of a frame that is whole. */
    static byte[] head(int opcode, int length) {
        Buffer head = Buffer.buffer().appendByte((byte) (FINAL | opcode));
        if (length < LENGTH_OF_TWO_BYTES) {
            head.appendByte((byte) (MASKED | length));
        } else if (length <= 0xffff) {
            head.appendByte((byte) (MASKED | LENGTH_OF_TWO_BYTES)).appendUnsignedShort(length);
        } else {
            head.appendByte((byte) (MASKED | LENGTH_OF_EIGHT_BYTES)).appendLong(length);
        }
        return head.appendBytes(MASK).getBytes();
    }

    /** A byte of a payload as it travels, by its place. */
    static byte masked(byte plain, int place) {
        return (byte) (plain ^ MASK[place & 3]);
    }

    static Buffer of(int opcode, byte[] payload) {
        Buffer frame = Buffer.buffer(head(opcode, payload.length));
        for (int place = 0; place < payload.length; place++) {
            frame.appendByte(masked(payload[place], place));
        }
        return frame;
    }
}
