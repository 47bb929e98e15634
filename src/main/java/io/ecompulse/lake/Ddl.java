package io.ecompulse.lake;

import java.util.stream.Collectors;

/** The SQL that makes a table of the lake. */
public enum Ddl {
    DUCKDB {
        @Override
        String trailer(Table table) {
            return "";
        }

        @Override
        String encoding(Column column) {
            return "";
        }
    },
    REDSHIFT {
        /** By event id: even, and the search for what is already there stays on its slice. By time: what analysts cut by. */
        @Override
        String trailer(Table table) {
            return "\nDISTKEY (event_id)\nSORTKEY (event_ts)";
        }

        /** A COPY of Parquet chooses no encodings itself; the sort key stays raw so that blocks can be skipped. */
        @Override
        String encoding(Column column) {
            return column.name().equals("event_ts")
                    ? " ENCODE RAW"
                    : column.type().isText() ? " ENCODE ZSTD" : " ENCODE AZ64";
        }
    };

    /** {@code CREATE TABLE IF NOT EXISTS …}, without a semicolon. */
    public String create(Table table) {
        return table.columns().stream()
                .map(this::column)
                .collect(Collectors.joining(
                        ",\n    ", "CREATE TABLE IF NOT EXISTS " + table.name() + " (\n    ", "\n)" + trailer(table)));
    }

    /** {@code ALTER TABLE … ADD COLUMN …}, without a semicolon: for a table that an earlier version made. */
    public String append(Table table, Column column) {
        return "ALTER TABLE " + table.name() + " ADD COLUMN " + column(column);
    }

    /** The type as both dialects spell it. */
    public static String type(Column column) {
        return column.type().isText()
                ? "VARCHAR(" + column.bytes() + ")"
                : column.type().name();
    }

    private String column(Column column) {
        return column.name() + " " + type(column) + encoding(column) + (column.required() ? " NOT NULL" : "");
    }

    abstract String trailer(Table table);

    abstract String encoding(Column column);
}
