package io.ecompulse.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One assignment of a partition, from its begin to its end: where reading is, and which identities came by. Everything but the
 * partition belongs to the poll thread.
 *
 * <pre>
 *  held ──start──> probing ──first record's time is known──> reading back ──position reached──> reading
 *   ^                                                                                             │
 *   └──────────────────────────────────── hold ──────────────────────────────────────────────────┘
 * </pre>
 */
final class PartitionRead {
    private static final byte[] NO_ID = new byte[0];
    /** About what the objects around a record's bytes take. */
    private static final int RECORD_OVERHEAD_BYTES = 128;

    enum State {
        HELD,
        PROBING,
        READING
    }

    private final TopicPartition partition;
    private final JournalConfig.Dedup dedup;
    private final Murmur3 hash = new Murmur3();
    private byte[] identity = new byte[64];
    private State state = State.HELD;
    private long run;
    private long chainEnd;
    private long deliverFrom;
    private @Nullable DedupWindow window;

    PartitionRead(TopicPartition partition, JournalConfig.Dedup dedup) {
        this.partition = partition;
        this.dedup = dedup;
    }

    TopicPartition partition() {
        return partition;
    }

    /** The partition's number; a reader reads one topic. */
    int number() {
        return partition.partition();
    }

    State state() {
        return state;
    }

    long run() {
        return run;
    }

    /** The offset of the first record to deliver. */
    long deliverFrom() {
        return deliverFrom;
    }

    /**
     * Begins anew.
     *
     * @param chainStart where the first batch starts
     * @param firstOffset where its first record may stand; larger when records between have expired
     */
    void start(long newRun, long chainStart, long firstOffset) {
        run = newRun;
        chainEnd = chainStart;
        deliverFrom = firstOffset;
        window = new DedupWindow(dedup.window().toMillis(), dedup.recordsMax());
        state = State.PROBING;
    }

    /** The identities before the position are being read, or there are none. */
    void read() {
        state = State.READING;
    }

    /** Stops for now; identities are read back at the next start, so they need no memory until then. */
    void hold() {
        state = State.HELD;
        window = null;
    }

    /**
     * Remembers what was polled and cuts off what only had to be remembered.
     *
     * @param end where the consumer reads on
     * @return what the stage has to take, or null
     */
    @Nullable
    PolledBatch polled(List<ConsumerRecord<byte[], byte[]>> polled, long end) {
        DedupWindow identities = window;
        if (state != State.READING || identities == null) {
            return null;
        }
        List<JournalRecord> records = new ArrayList<>(polled.size());
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            byte[] id = id(record);
            long fingerprint = fingerprint(record);
            Sighting sighting =
                    id.length > 0 && !isPlain() ? sight(identities, record, id, fingerprint) : Sighting.FRESH;
            if (record.offset() >= deliverFrom) {
                byte[] key = record.key() == null ? NO_ID : record.key();
                byte[] value = record.value() == null ? NO_ID : record.value();
                Map<String, byte[]> headers = isPlain() ? TopicEntry.headers(record) : Map.of();
                records.add(new JournalRecord(
                        record.offset(), record.timestamp(), key, id, value, fingerprint, sighting, headers));
                bytes += key.length + value.length + id.length + RECORD_OVERHEAD_BYTES + size(headers);
            }
        }
        if (records.isEmpty()) {
            return null;
        }
        JournalBatch batch = new JournalBatch(partition.topic(), partition.partition(), chainEnd, end, records);
        chainEnd = end;
        return new PolledBatch(this, run, batch, bytes);
    }

    /** Whether its records are handed over as they stand: with their headers, and none of them like another. */
    boolean isPlain() {
        return dedup.recordsMax() == 0;
    }

    private static long size(Map<String, byte[]> headers) {
        long bytes = 0;
        for (Map.Entry<String, byte[]> header : headers.entrySet()) {
            bytes += header.getKey().length() + header.getValue().length;
        }
        return bytes;
    }

    /** Identities forgotten for lack of room since the last call. */
    long takeForgottenEarly() {
        return window == null ? 0 : window.takeForgottenEarly();
    }

    private Sighting sight(DedupWindow identities, ConsumerRecord<byte[], byte[]> record, byte[] id, long fingerprint) {
        byte[] key = record.key() == null ? NO_ID : record.key();
        int source = RecordKey.sourceLength(key);
        int length = source + 1 + id.length;
        if (identity.length < length) {
            identity = new byte[length * 2];
        }
        System.arraycopy(key, 0, identity, 0, source);
        identity[source] = ':';
        System.arraycopy(id, 0, identity, source + 1, id.length);
        hash.hash(identity, length);
        return identities.sight(record.offset(), hash.high(), hash.low(), fingerprint, record.timestamp());
    }

    /** Older records and those of other writers carry none: their content is not known. */
    private static long fingerprint(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(JournalEntry.FINGERPRINT);
        return header == null || header.value() == null || header.value().length != Long.BYTES
                ? DedupWindow.UNKNOWN
                : ByteBuffer.wrap(header.value()).getLong();
    }

    private static byte[] id(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(JournalEntry.ID);
        return header == null || header.value() == null ? NO_ID : header.value();
    }
}
