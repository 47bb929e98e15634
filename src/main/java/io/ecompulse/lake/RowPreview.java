package io.ecompulse.lake;

import io.ecompulse.journal.JournalRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/** The row of {@code events} that a record would become, for people to look at. */
public final class RowPreview {
    /** Known only once it stands in the journal. */
    private static final Set<String> LINEAGE = Set.of("kafka_topic", "kafka_partition", "kafka_offset");

    private static final int TEXTS_REMEMBERED = 16;

    private RowPreview() {}

    /** The columns that have a value, in their order: texts, numbers, and times in ISO 8601. Empty when it is no event. */
    public static Map<String, Object> of(JournalRecord record) {
        EventRow row = EventRow.read(record, new byte[0], 0);
        if (row == null) {
            return Map.of();
        }
        @Nullable Object[] values = new RowEncoder<>(EventsTable.FIELDS).encode(row.with(new Memos(TEXTS_REMEMBERED)));
        List<Column> columns = EventsTable.TABLE.columns();
        Map<String, Object> shown = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value != null && !LINEAGE.contains(columns.get(i).name())) {
                shown.put(columns.get(i).name(), shown(columns.get(i), value));
            }
        }
        return shown;
    }

    private static Object shown(Column column, Object value) {
        if (value instanceof Binary text) {
            return text.toStringUsingUTF8();
        }
        return column.type() == ColumnType.TIMESTAMP
                ? Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS).toString()
                : value;
    }
}
