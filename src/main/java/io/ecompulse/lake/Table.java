package io.ecompulse.lake;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of the lake, declared once: the Parquet schema, the DDL, the COPY column list and docs/tables.md all come from
 * here. Columns load by position, so a new version only appends columns (I8).
 */
public record Table(String name, int version, String meaning, List<Column> columns) {
    public Table {
        columns = List.copyOf(columns);
    }

    /** Names in file order, as a COPY needs them: {@code event_id, source_id, …}. */
    public String columnList() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
