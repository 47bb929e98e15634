package io.ecompulse.edge;

import io.ecompulse.event.RejectReason;
import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes gzip (RFC 1952) up to a cap, whole and checked: a cut stream or a wrong checksum is an error, never a shorter body,
 * and past the cap not one more block is inflated.
 */
final class Gzip {
    /**
     * No library sends more than one; starting each costs as much as inflating a page of text, so a body of empty ones would
     * hold the event loop for a quarter of a second.
     */
    static final int MEMBERS_MAX = 100;

    private static final int HEADER_BYTES = 10;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final byte[] in;
    private final int max;
    private final Inflater inflater;
    private final ByteArrayOutputStream out;
    private final byte[] block = new byte[16 * 1024];
    private int at;

    private Gzip(byte[] in, int max, Inflater inflater) {
        this.in = in;
        this.max = max;
        this.inflater = inflater;
        this.out = new ByteArrayOutputStream((int) Math.min(max, 4L * in.length));
    }

    static boolean isGzip(byte[] bytes) {
        return bytes.length >= 2 && (bytes[0] & 0xFF) == 0x1F && (bytes[1] & 0xFF) == 0x8B;
    }

    /** The plain bytes, at most {@code max} of them. */
    static Body inflate(byte[] gzip, int max) {
        Inflater inflater = new Inflater(true);
        try {
            Gzip stream = new Gzip(gzip, max, inflater);
            return stream.members()
                    ? new Body.Whole(stream.out.toByteArray())
                    : Body.refused(RejectReason.TOO_LARGE, "the body inflates to more than " + max + " bytes");
        } catch (DataFormatException broken) {
            return Body.refused(RejectReason.BAD_ENCODING, "the gzip stream is broken: " + broken.getMessage());
        } finally {
            inflater.end();
        }
    }

    /** False when the cap was hit. */
    private boolean members() throws DataFormatException {
        int members = 0;
        do {
            if (++members > MEMBERS_MAX) {
                throw new DataFormatException("more than " + MEMBERS_MAX + " members");
            }
            header();
            if (!member()) {
                return false;
            }
        } while (at < in.length);
        return true;
    }

    private void header() throws DataFormatException {
        int start = at;
        need(HEADER_BYTES);
        int flags = in[at + 3] & 0xFF;
        if ((in[at] & 0xFF) != 0x1F
                || (in[at + 1] & 0xFF) != 0x8B
                || in[at + 2] != DEFLATE
                || (flags & RESERVED) != 0) {
            throw new DataFormatException("no gzip header");
        }
        at += HEADER_BYTES;
        if ((flags & EXTRA) != 0) {
            need(2);
            int length = (int) littleEndian(2);
            need(length);
            at += length;
        }
        skipText((flags & NAME) != 0);
        skipText((flags & COMMENT) != 0);
        if ((flags & HEADER_CRC) != 0) {
            CRC32 crc = new CRC32();
            crc.update(in, start, at - start);
            need(2);
            if (littleEndian(2) != (crc.getValue() & 0xFFFF)) {
                throw new DataFormatException("wrong header checksum");
            }
        }
    }

    private void skipText(boolean present) throws DataFormatException {
        if (present) {
            do {
                need(1);
            } while (in[at++] != 0);
        }
    }

    private boolean member() throws DataFormatException {
        inflater.reset();
        inflater.setInput(in, at, in.length - at);
        CRC32 crc = new CRC32();
        while (!inflater.finished()) {
            int length = inflater.inflate(block);
            if (length == 0 && !inflater.finished()) {
                throw new DataFormatException("cut short");
            }
            if (out.size() + length > max) {
                return false;
            }
            crc.update(block, 0, length);
            out.write(block, 0, length);
        }
        long length = inflater.getBytesWritten();
        at = in.length - inflater.getRemaining();
        need(8);
        if (littleEndian(4) != crc.getValue() || littleEndian(4) != (length & 0xFFFF_FFFFL)) {
            throw new DataFormatException("wrong checksum");
        }
        return true;
    }

    private void need(int bytes) throws DataFormatException {
        if (in.length - at < bytes) {
            throw new DataFormatException("cut short");
        }
    }

    private long littleEndian(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (in[at++] & 0xFFL) << (8 * i);
        }
        return value;
    }
}
