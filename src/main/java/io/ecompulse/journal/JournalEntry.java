package io.ecompulse.journal;

import java.util.List;

/**
 * One record to append.
 *
 * @param key decides the partition: {@link RecordKey} of source and visitor
 * @param timestamp receivedAt, epoch milliseconds
 * @param headers names and values; events carry {@link #ID} and {@link #FINGERPRINT}
 */
public record JournalEntry(JournalTopic topic, byte[] key, byte[] value, long timestamp, List<Header> headers) {
    /** The header that holds an event's identity within its source, so that deduplication needs no JSON. */
    public static final String ID = "id";

    /** The header that holds 64 bits over what the event says, big-endian: equal ids with other bits are different events. */
    public static final String FINGERPRINT = "fp";

    /** One record header. */
    public record Header(String name, byte[] value) {}

    /** Bytes this entry is counted with while in flight; headers' names are short and left out. */
    public int size() {
        int size = key.length + value.length;
        for (Header header : headers) {
            size += header.value().length;
        }
        return size;
    }
}
