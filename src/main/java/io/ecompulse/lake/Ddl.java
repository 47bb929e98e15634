package io.ecompulse.lake;

import java.util.stream.Collectors;

/** The SQL that makes a table of the lake. */
public enum Ddl {
    DUCKDB {
        @Override
        public String create(View view, String schema) {
            return "CREATE OR REPLACE VIEW " + view.title() + " AS\n" + view.query("");
        }

        @Override
        String trailer(Table table) {
            return "";
        }

        @Override
        String encoding(Table table, Column column) {
            return "";
        }
    },
    REDSHIFT {
        /** Bound late, so that a column can be appended below it; such a view names every table with its schema. */
        @Override
        public String create(View view, String schema) {
            return "CREATE OR REPLACE VIEW " + schema + "." + view.title() + " AS\n" + view.query(schema + ".")
                    + "\nWITH NO SCHEMA BINDING";
        }

        /**
         * By event id: even, the search for what is already there stays on its slice, and lines meet their event. By time: what
         * analysts cut by. Of what failed not all has an id.
         */
        @Override
        String trailer(Table table) {
            String distribution = table.identity().contains("event_id") ? "DISTKEY (event_id)" : "DISTSTYLE EVEN";
            return "\n" + distribution + "\nSORTKEY (" + time(table) + ")";
        }

        /** A COPY of Parquet chooses no encodings itself; the sort key stays raw so that blocks can be skipped. */
        @Override
        String encoding(Table table, Column column) {
            return column.name().equals(time(table))
                    ? " ENCODE RAW"
                    : column.type().isText() ? " ENCODE ZSTD" : " ENCODE AZ64";
        }
    };

    /** {@code CREATE TABLE IF NOT EXISTS …}, without a semicolon. */
    public String create(Table table) {
        return table.columns().stream()
                .map(column -> column(table, column))
                .collect(Collectors.joining(
                        ",\n    ", "CREATE TABLE IF NOT EXISTS " + table.name() + " (\n    ", "\n)" + trailer(table)));
    }

    /** {@code ALTER TABLE … ADD COLUMN …}, without a semicolon: for a table that an earlier version made. */
    public String append(Table table, Column column) {
        return "ALTER TABLE " + table.name() + " ADD COLUMN " + column(table, column);
    }

    /** {@code CREATE OR REPLACE VIEW …}, without a semicolon. */
    public abstract String create(View view, String schema);

    /**
     * {@code CREATE EXTERNAL TABLE …} of one version of a table for Spectrum, without a semicolon. It reads the files of a
     * manifest: a folder would hold orphans too.
     */
    public static String external(Table table, String schema, String manifests) {
        return table.columns().stream()
                .map(column -> column.name() + " " + type(column))
                .collect(Collectors.joining(
                        ",\n    ",
                        "CREATE EXTERNAL TABLE " + schema + "." + table.name() + "_v" + table.version() + " (\n    ",
                        "\n)\nSTORED AS PARQUET\nLOCATION '" + manifests + "/" + table.name() + "-v" + table.version()
                                + ".manifest'"));
    }

    /** The type as both dialects spell it. */
    public static String type(Column column) {
        return column.type().isText()
                ? "VARCHAR(" + column.bytes() + ")"
                : column.type().name();
    }

    /** When it happened, else when it was received. */
    private static String time(Table table) {
        boolean happened =
                table.columns().stream().anyMatch(column -> column.name().equals("event_ts"));
        return happened ? "event_ts" : "received_ts";
    }

    private String column(Table table, Column column) {
        return column.name() + " " + type(column) + encoding(table, column) + (column.required() ? " NOT NULL" : "");
    }

    abstract String trailer(Table table);

    abstract String encoding(Table table, Column column);
}
