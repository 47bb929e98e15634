package io.ecompulse.lake;

import io.ecompulse.journal.JournalRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the records of a topic become. */
@FunctionalInterface
interface TopicRows {
    /** Reads a record and fills its rows, so that nothing of it can break a file half way. Null when it is unreadable. */
    @Nullable
    Reading read(JournalRecord record, byte[] topic, int partition);

    /**
     * A record that was read.
     *
     * @param counted who sent it and when; null for a record that is none of anybody's
     * @param rows the values of its rows; none of a record that another repeats
     * @param rejectedBy the column that must hold more than it can; then there is no row
     */
    record Reading(
            @Nullable Counted counted,
            Sight sight,
            List<Filled> rows,
            @Nullable Column rejectedBy) {}

    /** @param received when, in microseconds since 1970 UTC */
    record Counted(String source, long received) {}

    /** What the record is to those before it. */
    enum Sight {
        FIRST,
        REPEATED,
        CONFLICTING
    }

    /** The values of a row, in the order of its table's columns. */
    record Filled(Table table, @Nullable Object[] values) {}
}
