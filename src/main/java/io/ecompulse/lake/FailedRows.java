package io.ecompulse.lake;

import io.ecompulse.journal.JournalRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Of a record of the failed topic: its row. What only marks another record as replayed has none. */
final class FailedRows implements TopicRows {
    private final RowEncoder<FailedRow> encoder = new RowEncoder<>(FailedEventsTable.FIELDS);

    @Override
    public Reading read(JournalRecord record, byte[] topic, int partition) {
        if (FailedRow.isMark(record)) {
            return new Reading(null, Sight.FIRST, List.of(), null);
        }
        FailedRow row = new FailedRow(record, topic, partition);
        Filled filled = new Filled(FailedEventsTable.TABLE, encoder.encode(row));
        String source = new String(row.source(), StandardCharsets.UTF_8);
        return new Reading(new Counted(source, row.received()), Sight.FIRST, List.of(filled), null);
    }
}
