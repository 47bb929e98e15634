package io.ecompulse.dev.traffic;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of one request. A copy of them gets twelve hex digits at the end of every messageId and, on a stream, its seq.
 */
final class PreparedRequest {
    /** Enough for every whole number that JavaScript can count to; filled with spaces from the left. */
    static final int SEQ_LENGTH = 16;

    private static final int DIGITS = 12;
    private static final int UUID_LENGTH = 36;
    private static final String ID = "\"messageId\":\"";
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int NO_SEQ = -1;

    private final Buffer bytes;
    private final int payloadAt;
    private final boolean masked;
    /** Places in the payload. */
    private final int[] idEnds;

    private final int seqAt;

    private PreparedRequest(byte[] head, byte[] payload, boolean masked, int seqAt) {
        this.payloadAt = head.length;
        this.masked = masked;
        this.seqAt = seqAt;
        this.idEnds = idEnds(payload);
        this.bytes = Buffer.buffer(head.length + payload.length).appendBytes(head);
        for (int place = 0; place < payload.length; place++) {
            bytes.appendByte(masked ? StreamFrame.masked(payload[place], place) : payload[place]);
        }
    }

    static PreparedRequest plain(byte[] head, byte[] payload) {
        return new PreparedRequest(head, payload, false, NO_SEQ);
    }

    /** @param seqAt where the payload has {@link #SEQ_LENGTH} spaces for its number */
    static PreparedRequest masked(byte[] head, byte[] payload, int seqAt) {
        return new PreparedRequest(head, payload, true, seqAt);
    }

    /** Without what the protocol puts before it. */
    int payloadBytes() {
        return bytes.length() - payloadAt;
    }

    /** @param firstEvent the number of its first event, which no other has */
    Buffer copy(long seq, long firstEvent) {
        Buffer request = bytes.copy();
        long number = firstEvent;
        for (int idEnd : idEnds) {
            long left = number++;
            for (int place = idEnd + DIGITS - 1; place >= idEnd; place--) {
                set(request, place, HEX[(int) (left & 15)]);
                left >>>= 4;
            }
        }
        if (seqAt != NO_SEQ) {
            long left = seq;
            int place = seqAt + SEQ_LENGTH;
            do {
                set(request, --place, HEX[(int) (left % 10)]);
                left /= 10;
            } while (left > 0);
        }
        return request;
    }

    private void set(Buffer request, int place, byte plain) {
        request.setByte(payloadAt + place, masked ? StreamFrame.masked(plain, place) : plain);
    }

    private static int[] idEnds(byte[] payload) {
        String text = new String(payload, StandardCharsets.ISO_8859_1); // one character a byte
        List<Integer> ends = new ArrayList<>();
        for (int at = text.indexOf(ID); at >= 0; at = text.indexOf(ID, at + 1)) {
            ends.add(at + ID.length() + UUID_LENGTH - DIGITS);
        }
        return ends.stream().mapToInt(Integer::intValue).toArray();
    }
}
