package io.ecompulse.journal;

import io.ecompulse.journal.JournalEntry.Header;
import java.nio.charset.StandardCharsets;

/** The headers of records in the failed topic, beside {@link JournalEntry#ID}; the one home of their names. */
public enum FailedHeader {
    /** The source that sent it. */
    SOURCE("source"),
    /** Why it failed, as the {@code reason} tag of metrics names it. */
    REASON("reason"),
    /** One sentence that never holds what was sent. */
    DETAIL("detail"),
    /** Who could not take it: the edge, or a stage that reads the journal. */
    STAGE("stage"),
    PROTOCOL("protocol"),
    /** The program's version. */
    VERSION("version"),
    /** When the edge received it, ISO-8601. */
    RECEIVED_AT("receivedAt"),
    /** The original's length in bytes, where only its beginning was kept. */
    TRUNCATED("truncated"),
    /** Where the journal has it, for a record that a stage failed on; with {@link #PARTITION} and {@link #OFFSET}. */
    TOPIC("topic"),
    PARTITION("partition"),
    OFFSET("offset"),
    /** Makes the record a mark, no event: the record of the failed topic at this partition/offset was sent again. */
    REPLAYED("replayed"),
    /** On a mark: what the edge said. */
    OUTCOME("outcome"),
    /** On a mark of an event that was rejected again: the SHA-256 of what was sent. */
    SENT("sent");

    private final String tag;

    FailedHeader(String tag) {
        this.tag = tag;
    }

    public String tag() {
        return tag;
    }

    public Header of(String value) {
        return new Header(tag, value.getBytes(StandardCharsets.UTF_8));
    }
}
