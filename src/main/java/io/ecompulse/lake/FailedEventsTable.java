package io.ecompulse.lake;

import io.ecompulse.journal.FailedHeader;
import java.util.List;
import java.util.stream.Stream;

/** The declaration of {@code failed_events}. Append columns at the end and raise the version; never move one. */
public final class FailedEventsTable extends Declaration<FailedRow> {
    static final int VERSION = 1;
    static final List<Field<FailedRow>> FIELDS = new FailedEventsTable().fields();

    public static final Table TABLE = new Table(
            "failed_events",
            VERSION,
            "One row per event that was refused, or that a stage could not take, from the journal's failed topic.",
            List.of("kafka_topic", "kafka_partition", "kafka_offset"),
            Field.columns(FIELDS));

    private FailedEventsTable() {}

    @Override
    List<Field<FailedRow>> fields() {
        return Stream.of(event(), failure(), original(), origin(), lineage())
                .flatMap(List::stream)
                .toList();
    }

    private List<Field<FailedRow>> event() {
        return List.of(
                text("event_id", ID, "Its messageId, where it has one", "01J9Z…", FailedRow::id)
                        .mostlyDistinct()
                        .digestedOverLimit(),
                text("source_id", 128, "The source that sent it", "webshop", FailedRow::source)
                        .notNull(),
                text("protocol", 32, "How it came in", "segment", header(FailedHeader.PROTOCOL)),
                timestamp("received_ts", "When the edge took it", FailedRow::received)
                        .notNull(),
                timestamp("failed_ts", "When it was written down as failed", FailedRow::failed)
                        .notNull());
    }

    private List<Field<FailedRow>> failure() {
        return List.of(
                text("reason", 64, "Why, as metrics name it", "too_large", header(FailedHeader.REASON)),
                text(
                        "detail",
                        NAME,
                        "One sentence, which never quotes the event",
                        "timestamp is no time",
                        header(FailedHeader.DETAIL)),
                text("stage", 32, "Who could not take it", "edge", header(FailedHeader.STAGE)),
                text("program_version", 64, "Of the program that failed it", "1.4.0", header(FailedHeader.VERSION)));
    }

    private List<Field<FailedRow>> original() {
        return List.of(
                text(
                                "original",
                                Column.BYTES_MAX,
                                "What was sent, from its beginning",
                                "{\"type\":\"track\"}",
                                FailedRow::original)
                        .mostlyDistinct(),
                text(
                                "original_form",
                                8,
                                "text; or base64, where it is no sound UTF-8 or has a NUL",
                                "text",
                                FailedRow::originalForm)
                        .notNull(),
                bigint(
                                "original_bytes",
                                "How long it was; more than original holds where only the beginning is kept",
                                "70000",
                                FailedRow::originalBytes)
                        .notNull());
    }

    private List<Field<FailedRow>> origin() {
        return List.of(
                text(
                        "origin_topic",
                        255,
                        "The journal topic that has it, of what a stage could not take",
                        "ecompulse.events",
                        header(FailedHeader.TOPIC)),
                bigint("origin_partition", "Its partition", "3", row -> row.number(FailedHeader.PARTITION)),
                bigint("origin_offset", "Its offset there", "123456", row -> row.number(FailedHeader.OFFSET)),
                overflowed());
    }

    private List<Field<FailedRow>> lineage() {
        return List.of(
                bigint("table_version", "Version of this table that the program wrote", "1", row -> (long) VERSION)
                        .notNull(),
                text("kafka_topic", 255, "The failed topic", "ecompulse.failed", FailedRow::topic)
                        .notNull(),
                bigint("kafka_partition", "Its partition", "3", FailedRow::partition)
                        .notNull(),
                bigint("kafka_offset", "Its offset there", "123456", FailedRow::offset)
                        .notNull()
                        .mostlyDistinct());
    }

    private static Extract.Text<FailedRow> header(FailedHeader header) {
        return row -> row.header(header);
    }
}
