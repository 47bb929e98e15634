package io.ecompulse.lake;

import io.ecompulse.lake.Column.Overflow;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The words in which a table is declared. */
abstract class Declaration<R extends Row> {
    static final int ID = 512;
    static final int NAME = 1024;
    static final String A_TIME = "2026-11-23 16:00:00.123";

    /** In the order in which files hold them and a COPY fills them. */
    abstract List<Field<R>> fields();

    /** What the client wrote, as text. */
    final Field<R> scalar(String name, int bytes, String meaning, String example, Extract.Scalar<R> extract) {
        return new Field<>(Column.of(name, ColumnType.TEXT, bytes, meaning, example), extract);
    }

    /** What we say ourselves. */
    final Field<R> text(String name, int bytes, String meaning, String example, Extract.Text<R> extract) {
        return new Field<>(Column.of(name, ColumnType.TEXT, bytes, meaning, example), extract);
    }

    final Field<R> json(String name, String meaning, String example, Extract.Whole<R> extract) {
        Column column = Column.of(name, ColumnType.JSON, Column.BYTES_MAX, meaning, example);
        return new Field<>(column.mostlyDistinct().over(Overflow.NULL), extract);
    }

    final Field<R> bigint(String name, String meaning, String example, Extract.Int64<R> extract) {
        return new Field<>(Column.of(name, ColumnType.BIGINT, 0, meaning, example), extract);
    }

    final Field<R> timestamp(String name, String meaning, Extract.Int64<R> extract) {
        return new Field<>(
                Column.of(name, ColumnType.TIMESTAMP, 0, meaning, A_TIME).mostlyDistinct(), extract);
    }

    /** The columns that say what was done to the others; they look at the row as the columns before them left it. */
    final List<Field<R>> notes() {
        return List.of(overflowed(), conflicts());
    }

    final Field<R> overflowed() {
        return text(
                "overflowed_columns",
                2048,
                "Columns whose text was over its limit: cut, or null where it is JSON; the journal has it whole",
                "page_url,properties",
                Row::overflowed);
    }

    final Field<R> conflicts() {
        return text(
                "type_conflicts",
                2048,
                "Columns that are null because the client sent another type, such as an object for a name",
                "price_minor",
                Row::conflicts);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
