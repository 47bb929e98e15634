package io.ecompulse.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes permessage-deflate (RFC 7692) for the messages of one socket. Stops at the limit of a message, however much more its
 * frames would become: a bomb costs as much as the largest message that is allowed. Holds zlib's memory until {@link #close}.
 */
final class MessageInflater implements AutoCloseable {
    private static final int STREAMS_MAX = 100;
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int CHUNK = 16 * 1024;

    private final int max;
    private final boolean forgets;
    private final Inflater inflater = new Inflater(true);
    /** Blocks of this message that said they were the last one; each costs a new beginning of zlib. */
    private int streams;

    private int length;

    /** @param forgets whether the client begins each message without the memory of the ones before */
    MessageInflater(int max, boolean forgets) {
        this.max = max;
        this.forgets = forgets;
    }

    /** A message that inflates to more than the limit. */
    static final class TooLong extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** The plain bytes of one frame of a compressed message; {@code isLast} ends the message. */
    ByteBuf inflate(ByteBuf frame, boolean isLast) throws DataFormatException, TooLong {
        byte[] wire = new byte[frame.readableBytes() + (isLast ? TAIL.length : 0)];
        frame.readBytes(wire, 0, frame.readableBytes());
        if (isLast) {
            System.arraycopy(TAIL, 0, wire, wire.length - TAIL.length, TAIL.length);
        }
        inflater.setInput(wire);
        byte[] plain = new byte[Math.min(CHUNK, max - length + 1)];
        int used = 0;
        while (true) {
            int more = inflater.inflate(plain, used, plain.length - used);
            used += more;
            if (length + used > max) {
                throw new TooLong();
            }
            if (inflater.needsDictionary()) {
                throw new DataFormatException("no dictionary was agreed on");
            }
            if (inflater.finished()) {
                if (++streams > STREAMS_MAX) {
                    throw new DataFormatException("too many blocks say that they are the last one");
                }
                nextStream(wire); // RFC 7692 §7.2.3.5: a block may say that it is the last one, and is not.
            } else if (used < plain.length) {
                break; // All of the input is used up.
            }
            if (used == plain.length) {
                // One byte above the limit is enough to know.
                plain = Arrays.copyOf(plain, Math.min(plain.length * 2, max - length + 1));
            }
        }
        length += used;
        if (isLast) {
            endMessage();
        }
        return Unpooled.wrappedBuffer(plain, 0, used);
    }

    /** Bytes that came out of zlib since its last beginning. */
    long inflated() {
        return inflater.getBytesWritten();
    }

    private void nextStream(byte[] wire) {
        int left = inflater.getRemaining();
        inflater.reset();
        inflater.setInput(wire, wire.length - left, left);
    }

    private void endMessage() {
        length = 0;
        streams = 0;
        if (forgets) {
            inflater.reset();
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
