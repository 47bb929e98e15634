package io.ecompulse.journal.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of records, made whole before the first of them. Its header stands there twice, 512 bytes apart, so that one
 * broken sector does not lose the salt: {@code magic and version u64 | number u64 | capacity u64 | salt u64 | crc u32}.
 * Written by one thread, read by others up to {@link #end}.
 */
final class Segment {
    static final int HEADER_BYTES = 1024;
    private static final int COPY_AT = 512;
    private static final int COPY_BYTES = 36;
    private static final long MAGIC_1 = 0x4543_5370_6f6f_6c01L; // "ECSpool" and version 1
    private static final String SUFFIX = ".segment";

    private final long number;
    private final long capacity;
    private final long salt;
    private volatile long end = HEADER_BYTES;

    Segment(long number, long capacity, long salt) {
        this.number = number;
        this.capacity = capacity;
        this.salt = salt;
    }

    static String name(long number) {
        return String.format(Locale.ROOT, "%016d%s", number, SUFFIX);
    }

    /** The number in a segment's name; -1 for another file. */
    static long number(String name) {
        if (name.length() != 16 + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return -1;
        }
        String digits = name.substring(0, 16);
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(digits) : -1;
    }

    /** The header as bytes. */
    ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        for (int at : new int[] {0, COPY_AT}) {
            header.position(at);
            header.putLong(MAGIC_1).putLong(number).putLong(capacity).putLong(salt);
            header.putInt(crc(header, at));
        }
        return header.position(0).limit(HEADER_BYTES);
    }

    /** Reads either copy of the header; null when both are broken. */
    static @Nullable Segment read(SpoolFiles.Handle file, long number) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        file.read(header, 0);
        header.clear();
        for (int at : new int[] {0, COPY_AT}) {
            if (header.getLong(at) == MAGIC_1
                    && header.getLong(at + 8) == number
                    && header.getInt(at + COPY_BYTES - 4) == crc(header, at)) {
                return new Segment(number, header.getLong(at + 16), header.getLong(at + 24));
            }
        }
        return null;
    }

    private static int crc(ByteBuffer header, int at) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().limit(at + COPY_BYTES - 4).position(at));
        return (int) crc.getValue();
    }

    String name() {
        return name(number);
    }

    long number() {
        return number;
    }

    /** Bytes of the whole file. */
    long capacity() {
        return capacity;
    }

    long salt() {
        return salt;
    }

    /** Behind the last record that is forced to disk. */
    long end() {
        return end;
    }

    void extend(long to) {
        end = to;
    }
}
