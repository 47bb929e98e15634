package io.ecompulse.lake;

import io.ecompulse.event.Commerce;
import io.ecompulse.event.EventType;
import io.ecompulse.event.JsonElements;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.journal.JournalRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Of an event: its row, and one for each product line it lists. */
final class EventRows implements TopicRows {
    private final RowReader reader;
    private final TypeConflicts conflicts;
    private final int linesMax;
    private final Memos memos;
    private final RowEncoder<EventRow> events = new RowEncoder<>(EventsTable.FIELDS);
    private final RowEncoder<LineRow> lines = new RowEncoder<>(OrderItemsTable.FIELDS);

    /** Makes a row of a record; null when its value is unreadable. */
    @FunctionalInterface
    interface RowReader {
        @Nullable
        EventRow read(JournalRecord record, byte[] topic, int partition);
    }

    /** @param linesMax rows of one event's lines; the event's own row has what is beyond, as JSON */
    EventRows(RowReader reader, int linesMax, Memos memos, TypeConflicts conflicts) {
        this.reader = reader;
        this.linesMax = linesMax;
        this.memos = memos;
        this.conflicts = conflicts;
    }

    @Override
    public @Nullable Reading read(JournalRecord record, byte[] topic, int partition) {
        EventRow row = reader.read(record, topic, partition);
        if (row == null) {
            return null;
        }
        Counted counted = new Counted(row.event().source(), row.event().times().received());
        return switch (record.sighting()) {
            case DUPLICATE -> new Reading(counted, Sight.REPEATED, List.of(), null);
            case FRESH -> filled(row, counted, Sight.FIRST);
            case CONFLICT -> filled(row, counted, Sight.CONFLICTING);
        };
    }

    private Reading filled(EventRow row, Counted counted, Sight sight) {
        Filled own = new Filled(EventsTable.TABLE, events.encode(row.with(memos)));
        Column rejectedBy = row.rejectedBy();
        if (rejectedBy != null) {
            return new Reading(counted, sight, List.of(), rejectedBy);
        }
        conflicts.count(row);
        Commerce commerce = row.event().type() == EventType.TRACK ? row.commerce() : null;
        JsonValue products = commerce == null ? null : commerce.products();
        if (commerce == null || products == null) {
            return new Reading(counted, sight, List.of(own), null);
        }
        List<Filled> rows = new ArrayList<>();
        rows.add(own);
        addLines(row, products, commerce.currency(), rows);
        return new Reading(counted, sight, rows, null);
    }

    private void addLines(EventRow event, JsonValue products, String currency, List<Filled> rows) {
        try {
            JsonElements elements = new JsonElements(products);
            JsonValue line = elements.next();
            for (int number = 1; line != null && number <= linesMax; number++) { // I6
                if (line.isObject()) { // What is none has nothing to say in columns; the event's own row keeps it.
                    LineRow row = new LineRow(event, line, number, currency);
                    rows.add(new Filled(OrderItemsTable.TABLE, lines.encode(row)));
                    conflicts.count(row);
                }
                line = elements.next();
            }
        } catch (MalformedJson broken) {
            // The edge takes no such event; what another writer broke has the lines up to there.
        }
    }
}
