package io.ecompulse.lake;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of the lake, declared once: the Parquet schema, the DDL, the COPY column list and docs/tables.md all come from
 * here. Columns load by position, so a new version only appends columns (I8).
 *
 * @param identity the columns by which a row is the same as another; of its copies a warehouse keeps the one received first
 */
public record Table(String name, int version, String meaning, List<String> identity, List<Column> columns) {
    public Table {
        identity = List.copyOf(identity);
        columns = List.copyOf(columns);
        int before = 1;
        for (Column column : columns) {
            if (column.since() < before || column.since() > version) {
                throw new IllegalArgumentException(column.name() + " of version " + column.since()
                        + " stands before a column of version " + before + " or in a table of version " + version);
            }
            before = column.since();
        }
    }

    /** The table as it was in an earlier version, whose files still stand in the lake. */
    public Table at(int earlier) {
        if (earlier < 1 || earlier > version) {
            throw new IllegalArgumentException(name + " has versions 1 to " + version + ", not " + earlier);
        }
        return new Table(
                name,
                earlier,
                meaning,
                identity,
                columns.stream().filter(column -> column.since() <= earlier).toList());
    }

    /** Names in file order, as a COPY needs them: {@code event_id, source_id, …}. */
    public String columnList() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
