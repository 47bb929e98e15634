package io.ecompulse.lake;

import io.ecompulse.lake.Column.Overflow;
import java.util.List;

/** A column, and how it gets its value from a row in the making. */
record Field<R extends Row>(Column column, Extract<R> extract) {
    static List<Column> columns(List<? extends Field<?>> fields) {
        return fields.stream().map(Field::column).toList();
    }

    Field<R> notNull() {
        return new Field<>(column.notNull(), extract);
    }

    Field<R> mostlyDistinct() {
        return new Field<>(column.mostlyDistinct(), extract);
    }

    Field<R> digestedOverLimit() {
        return new Field<>(column.over(Overflow.DIGEST), extract);
    }

    Field<R> rejectedOverLimit() {
        return new Field<>(column.over(Overflow.REJECT), extract);
    }

    Field<R> nullOverLimit() {
        return new Field<>(column.over(Overflow.NULL), extract);
    }

    /** Appended by a later version of its table. */
    Field<R> since(int version) {
        return new Field<>(column.since(version), extract);
    }
}
