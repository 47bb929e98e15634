package io.ecompulse.journal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A journal entry as bytes, for the time in which Kafka cannot have it: version, topic, timestamp, key, value, headers, each
 * length before its bytes, big-endian. Whoever stores the bytes guards them; here only their shape is checked.
 */
final class EntryBytes {
    private static final byte VERSION = 1;
    private static final byte EVENTS = 0;
    private static final byte FAILED = 1;
    private static final byte BOOKS = 2;
    private static final int FIXED_BYTES = 1 + 1 + Long.BYTES + 3 * Integer.BYTES;

    private EntryBytes() {}

    static byte[] of(JournalEntry entry) {
        List<byte[]> names = new ArrayList<>(entry.headers().size());
        int length = FIXED_BYTES + entry.key().length + entry.value().length;
        for (JournalEntry.Header header : entry.headers()) {
            byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
            names.add(name);
            length += 2 * Integer.BYTES + name.length + header.value().length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        bytes.put(VERSION).put(code(entry.topic())).putLong(entry.timestamp());
        put(bytes, entry.key());
        put(bytes, entry.value());
        bytes.putInt(names.size());
        for (int i = 0; i < names.size(); i++) {
            put(bytes, names.get(i));
            put(bytes, entry.headers().get(i).value());
        }
        return bytes.array();
    }

    /**
     * Reads an entry back.
     *
     * @param timestamp what its record is stamped with: when it goes to Kafka, not when it was received, so that a log stays in
     *     the order of its times; the envelope inside keeps when it was received
     * @throws IllegalArgumentException when these are not an entry's bytes
     */
    static JournalEntry entry(byte[] stored, long timestamp) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(stored);
            byte version = bytes.get();
            JournalTopic topic = topic(version, bytes.get());
            bytes.getLong();
            byte[] key = take(bytes);
            byte[] value = take(bytes);
            int headers = bytes.getInt();
            List<JournalEntry.Header> read = new ArrayList<>();
            for (int i = 0; i < headers; i++) {
                String name = new String(take(bytes), StandardCharsets.UTF_8);
                read.add(new JournalEntry.Header(name, take(bytes)));
            }
            if (bytes.hasRemaining()) {
                throw new IllegalArgumentException("bytes behind an entry");
            }
            return new JournalEntry(topic, key, value, timestamp, read);
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("an entry that is cut off", cut);
        }
    }

    private static byte code(JournalTopic topic) {
        return switch (topic) {
            case EVENTS -> EVENTS;
            case FAILED -> FAILED;
            case BOOKS -> BOOKS;
        };
    }

    private static JournalTopic topic(byte version, byte code) {
        if (version == VERSION) {
            for (JournalTopic topic : JournalTopic.values()) {
                if (code(topic) == code) {
                    return topic;
                }
            }
        }
        throw new IllegalArgumentException("an entry of version " + version + " for topic " + code);
    }

    private static void put(ByteBuffer to, byte[] bytes) {
        to.putInt(bytes.length).put(bytes);
    }

    private static byte[] take(ByteBuffer from) {
        int length = from.getInt();
        if (length < 0 || length > from.remaining()) {
            throw new IllegalArgumentException("an entry with a part of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
