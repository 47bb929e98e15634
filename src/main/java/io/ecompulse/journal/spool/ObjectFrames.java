package io.ecompulse.journal.spool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The content of one object: {@code magic and version u64 | crc u32 | records u32} and, per record,
 * {@code appended-at millis u64 | length u32 | payload}. The CRC32C covers all behind itself.
 */
final class ObjectFrames {
    static final int HEADER_BYTES = 16;
    static final int RECORD_BYTES = 12;
    private static final long MAGIC_1 = 0x4543_4f62_6a65_6301L; // "ECObjec" and version 1
    private static final int CRC_FROM = 12;

    private ObjectFrames() {}

    static byte[] encode(List<SpoolRecord> records) {
        long bytes = HEADER_BYTES;
        for (SpoolRecord record : records) {
            bytes += RECORD_BYTES + record.payload().length;
        }
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(bytes));
        content.putLong(MAGIC_1).putInt(0).putInt(records.size());
        for (SpoolRecord record : records) {
            content.putLong(record.appendedAtMillis()).putInt(record.payload().length);
            content.put(record.payload());
        }
        return content.putInt(8, crc(content.array())).array();
    }

    /** Null when a byte is not as it was written. */
    static @Nullable List<SpoolRecord> decode(byte[] content) {
        ByteBuffer in = ByteBuffer.wrap(content);
        if (content.length < HEADER_BYTES || in.getLong() != MAGIC_1 || in.getInt() != crc(content)) {
            return null;
        }
        int count = in.getInt();
        List<SpoolRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long millis = in.getLong();
            byte[] payload = new byte[in.getInt()];
            in.get(payload);
            records.add(new SpoolRecord(millis, payload));
        }
        return records;
    }

    private static int crc(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content, CRC_FROM, content.length - CRC_FROM);
        return (int) crc.getValue();
    }
}
