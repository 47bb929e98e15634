package io.ecompulse.lake;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A row in the making, and what had to be done to the client's values to make it. */
abstract class Row {
    /** For a column of numbers: there is a value, but it is none that can be kept without loss. */
    static final long NO_NUMBER = Long.MIN_VALUE;

    private @Nullable StringBuilder overflowed;
    private @Nullable StringBuilder conflicts;
    private @Nullable Column rejectedBy;

    /** Notes that a column's text was over its limit. */
    final void overflowed(Column column) {
        overflowed = with(overflowed, column);
    }

    /** Notes that a column's value is of another type. */
    final void conflicts(Column column) {
        conflicts = with(conflicts, column);
    }

    /** Notes that there must be no row, for a column has no room for what it must hold whole. */
    final void rejectedBy(Column column) {
        rejectedBy = column;
    }

    final byte @Nullable [] overflowed() {
        return text(overflowed);
    }

    final byte @Nullable [] conflicts() {
        return text(conflicts);
    }

    final @Nullable Column rejectedBy() {
        return rejectedBy;
    }

    private static StringBuilder with(@Nullable StringBuilder names, Column column) {
        StringBuilder all = names == null ? new StringBuilder() : names.append(',');
        return all.append(column.name());
    }

    private static byte @Nullable [] text(@Nullable StringBuilder names) {
        return names == null ? null : names.toString().getBytes(StandardCharsets.UTF_8);
    }
}
