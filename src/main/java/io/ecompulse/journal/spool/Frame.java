package io.ecompulse.journal.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a record stands in a segment: {@code length u32 | crc u32 | seq u64 | appended-at millis u64 | payload}. The CRC32C
 * covers the segment's salt, length, seq, time and payload. The salt keeps a client from sending a payload that holds a
 * record of its own making, which a search behind a corrupt stretch could take for ours.
 *
 * @param seq grows by one from record to record, from 1
 * @param length of the payload
 */
record Frame(long seq, long millis, int length) {
    static final int HEADER_BYTES = 24;
    static final int CRC_AT = 4;
    static final int SEQ_AT = 8;
    static final int MILLIS_AT = 16;

    static void encode(ByteBuffer target, long salt, SpoolRecord record, long seq) {
        byte[] payload = record.payload();
        CRC32C crc = crc(salt, payload.length, seq, record.appendedAtMillis());
        crc.update(payload);
        target.putInt(payload.length).putInt((int) crc.getValue()).putLong(seq).putLong(record.appendedAtMillis());
        target.put(payload);
    }

    /** The check sum of a header, to be updated with the payload. */
    static CRC32C crc(long salt, int length, long seq, long millis) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(28)
                .putLong(salt)
                .putInt(length)
                .putLong(seq)
                .putLong(millis)
                .flip());
        return crc;
    }

    long bytes() {
        return HEADER_BYTES + (long) length;
    }
}
