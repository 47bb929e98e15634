package io.ecompulse.app.replay;

import io.ecompulse.journal.FailedHeader;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.TopicEntry;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record of the failed topic by the names of its headers. */
record FailedEvent(TopicEntry entry) {
    /** Where a record of a topic stands. */
    record Place(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "-" + partition + "-" + offset;
        }
    }

    @Nullable
    String header(FailedHeader header) {
        return text(header.tag());
    }

    String header(FailedHeader header, String missing) {
        String value = header(header);
        return value == null ? missing : value;
    }

    @Nullable
    String id() {
        return text(JournalEntry.ID);
    }

    /** The place of the record that failed: in the journal, when a stage failed on it; else here. */
    Place origin() {
        String topic = header(FailedHeader.TOPIC);
        try {
            return topic == null
                    ? place()
                    : new Place(
                            topic,
                            Integer.parseInt(header(FailedHeader.PARTITION, "")),
                            Long.parseLong(header(FailedHeader.OFFSET, "")));
        } catch (NumberFormatException foreign) {
            return place();
        }
    }

    Place place() {
        return new Place(entry.topic(), entry.partition(), entry.offset());
    }

    /** When the edge received it. */
    Instant receivedAt() {
        try {
            return Instant.parse(header(FailedHeader.RECEIVED_AT, ""));
        } catch (DateTimeException foreign) {
            return Instant.ofEpochMilli(entry.timestamp());
        }
    }

    /** Whether its value is the journal's, with our envelope around the client's event. */
    boolean isFromJournal() {
        return header(FailedHeader.TOPIC) != null;
    }

    private @Nullable String text(String name) {
        byte[] value = entry.headers().get(name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
