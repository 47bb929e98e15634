package io.ecompulse.lake;

import io.ecompulse.event.Envelope;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.Splice;
import io.ecompulse.journal.JournalBatch;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Sighting;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Journal records as the edge would have made them. */
public final class TestEvents {
    public static final String TOPIC = "ecompulse.events";
    public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private TestEvents() {}

    public static JournalRecord track(long offset, String id) {
        return event(
                offset,
                "{\"type\":\"track\",\"event\":\"Product Viewed\",\"messageId\":\"" + id
                        + "\",\"anonymousId\":\"anon\",\"properties\":{\"sku\":\"TEA\"}}");
    }

    public static JournalRecord event(long offset, String json) {
        return event(offset, json, NOON);
    }

    public static JournalRecord event(long offset, String json, Instant receivedAt) {
        return event(offset, json, new Envelope.About(receivedAt, "dev", "segment", "edge-1", "203.0.113.7", "curl/8"));
    }

    public static JournalRecord event(long offset, String json, Envelope.About about) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            Splice splice = new Splice(JsonFields.of(bytes, 0, bytes.length), new JsonValue(bytes, 0, bytes.length));
            byte[] value = Envelope.of(about).around(splice);
            return new JournalRecord(
                    offset, about.receivedAt().toEpochMilli(), new byte[0], new byte[0], value, 0, Sighting.FRESH);
        } catch (MalformedJson broken) {
            throw new IllegalArgumentException(json, broken);
        }
    }

    public static JournalRecord duplicate(JournalRecord record) {
        return sighted(record, 0, Sighting.DUPLICATE);
    }

    /** The record as a reader hands it over that has seen its id with other content. */
    public static JournalRecord conflict(JournalRecord record, long fingerprint) {
        return sighted(record, fingerprint, Sighting.CONFLICT);
    }

    private static JournalRecord sighted(JournalRecord record, long fingerprint, Sighting sighting) {
        return new JournalRecord(
                record.offset(), record.receivedAt(), record.key(), record.id(), record.value(), fingerprint, sighting);
    }

    public static JournalRecord raw(long offset, byte[] value) {
        return new JournalRecord(offset, NOON.toEpochMilli(), new byte[0], new byte[0], value, 0, Sighting.FRESH);
    }

    /** A batch that ends right after its last record. */
    public static JournalBatch batch(int partition, long start, JournalRecord... records) {
        long end = records.length == 0 ? start : records[records.length - 1].offset() + 1;
        return new JournalBatch(TOPIC, partition, start, end, List.copyOf(Arrays.asList(records)));
    }
}
