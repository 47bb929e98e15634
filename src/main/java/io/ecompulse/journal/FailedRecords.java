package io.ecompulse.journal;

import io.ecompulse.journal.JournalEntry.Header;
import io.ecompulse.telemetry.Stage;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A stage's way to the failed topic. A stage settles nothing at or behind such a record before {@link #append} completed (I3);
 * after a crash in between, the record stands there twice, with the same id and place. Belongs to the stage's context.
 */
public final class FailedRecords {
    /** Identities that no edge of ours wrote may be longer than a header should be; the record's place names those. */
    static final int ID_BYTES_MAX = 512;
    /** Our headers, the key, and what Kafka puts around a record. */
    static final int ROOM_BYTES = 16 * 1024;
    /** Places remembered, so that a batch that is read again for another reason does not append its failures again. */
    static final int KNOWN_MAX = 10_000;

    private static final int SOURCE_BYTES_MAX = 64;
    private static final int CHUNK_BYTES = 1024 * 1024;

    private final Journal journal;
    private final Stage stage;
    private final int keptBytesMax;
    private final String version;
    private final Set<Place> known = new LinkedHashSet<>();

    private record Place(String topic, int partition, long offset) {}

    public FailedRecords(Journal journal, Stage stage) {
        this.journal = journal;
        this.stage = stage;
        this.keptBytesMax = Math.max(1, journal.recordBytesMax() - ROOM_BYTES);
        String built = FailedRecords.class.getPackage().getImplementationVersion();
        this.version = built == null ? "development" : built;
    }

    /**
     * Appends them in order; fails as {@link Journal#append} does, and may be called again then.
     *
     * @return those that were not appended before
     */
    public Future<List<FailedRecord>> append(String topic, int partition, List<FailedRecord> records) {
        List<FailedRecord> unknown = records.stream()
                .filter(failed -> !known.contains(
                        new Place(topic, partition, failed.record().offset())))
                .toList();
        return appendFrom(unknown, 0, topic, partition).map(unknown);
    }

    /** In pieces, as one append must fit what the journal takes at a time. */
    private Future<Void> appendFrom(List<FailedRecord> records, int index, String topic, int partition) {
        if (index == records.size()) {
            return Future.succeededFuture();
        }
        List<JournalEntry> entries = new ArrayList<>();
        long bytes = 0;
        int next = index;
        while (next < records.size() && (next == index || bytes < CHUNK_BYTES)) {
            JournalEntry entry = entry(records.get(next++), topic, partition);
            entries.add(entry);
            bytes += entry.size();
        }
        int end = next;
        return journal.append(entries).compose(durable -> {
            records.subList(index, end)
                    .forEach(failed ->
                            remember(new Place(topic, partition, failed.record().offset())));
            return appendFrom(records, end, topic, partition);
        });
    }

    private void remember(Place place) {
        known.add(place);
        if (known.size() > KNOWN_MAX) {
            known.remove(known.iterator().next());
        }
    }

    private JournalEntry entry(FailedRecord failed, String topic, int partition) {
        JournalRecord record = failed.record();
        String source = source(record.key());
        String place = topic + "-" + partition + "-" + record.offset();
        boolean hasId = record.id().length > 0 && record.id().length <= ID_BYTES_MAX;
        byte[] value = record.value();
        List<Header> headers = new ArrayList<>();
        if (hasId) {
            headers.add(new Header(JournalEntry.ID, record.id()));
        }
        headers.add(FailedHeader.SOURCE.of(source));
        headers.add(FailedHeader.REASON.of(failed.reason().tag()));
        headers.add(FailedHeader.DETAIL.of(failed.detail()));
        headers.add(FailedHeader.STAGE.of(stage.tag()));
        headers.add(FailedHeader.VERSION.of(version));
        headers.add(FailedHeader.RECEIVED_AT.of(
                Instant.ofEpochMilli(record.receivedAt()).toString()));
        headers.add(FailedHeader.TOPIC.of(topic));
        headers.add(FailedHeader.PARTITION.of(Integer.toString(partition)));
        headers.add(FailedHeader.OFFSET.of(Long.toString(record.offset())));
        if (value.length > keptBytesMax) {
            headers.add(FailedHeader.TRUNCATED.of(Integer.toString(value.length)));
            value = Arrays.copyOf(value, keptBytesMax);
        }
        byte[] key = RecordKey.of(source, hasId ? record.id() : place.getBytes(StandardCharsets.UTF_8));
        // Stamped when it is sent: the original's time may be beyond what the failed topic still keeps.
        return new JournalEntry(JournalTopic.FAILED, key, value, JournalEntry.WHEN_SENT, headers);
    }

    /** As the key says it; of a foreign key, its beginning. */
    private static String source(byte[] key) {
        return new String(key, 0, Math.min(SOURCE_BYTES_MAX, RecordKey.sourceLength(key)), StandardCharsets.UTF_8);
    }
}
