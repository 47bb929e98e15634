package io.ecompulse.warehouse;

import io.ecompulse.lake.Column;
import io.ecompulse.lake.Ddl;
import io.ecompulse.lake.Table;
import io.ecompulse.lake.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The tables of the embedded warehouse. History and watermarks have no keys, as Redshift would not enforce them either. */
final class DuckDbTables {
    private static final String HISTORY = """
            CREATE TABLE IF NOT EXISTS load_history (
                path VARCHAR NOT NULL,
                table_name VARCHAR NOT NULL,
                table_version INTEGER NOT NULL,
                topic VARCHAR NOT NULL,
                kafka_partition INTEGER NOT NULL,
                start_position BIGINT NOT NULL,
                end_position BIGINT NOT NULL,
                bytes BIGINT NOT NULL,
                rows BIGINT NOT NULL,
                loaded_at TIMESTAMP NOT NULL
            )""";
    private static final String WATERMARKS = """
            CREATE TABLE IF NOT EXISTS load_watermarks (
                topic VARCHAR NOT NULL,
                kafka_partition INTEGER NOT NULL,
                position BIGINT NOT NULL,
                files BIGINT NOT NULL,
                rows BIGINT NOT NULL,
                duplicates BIGINT NOT NULL
            )""";

    private DuckDbTables() {}

    static void prepare(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            for (Table table : Tables.ALL) {
                sql.execute(Ddl.DUCKDB.create(table));
            }
            sql.execute(HISTORY);
            sql.execute(WATERMARKS);
        }
        for (Table table : Tables.ALL) {
            bringUpToDate(connection, table);
        }
    }

    /**
     * Appends the columns that a table of an earlier version lacks. Columns load by position: a table with others in other
     * places would take them silently, so it is refused.
     */
    private static void bringUpToDate(Connection connection, Table table) throws SQLException {
        List<String> standing = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement(
                "SELECT column_name FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index")) {
            sql.setString(1, table.name());
            try (ResultSet rows = sql.executeQuery()) {
                while (rows.next()) {
                    standing.add(rows.getString(1));
                }
            }
        }
        List<String> declared = table.columns().stream().map(Column::name).toList();
        int known = standing.size();
        boolean earlier = IntStream.rangeClosed(1, table.version())
                .mapToObj(table::at)
                .anyMatch(version -> version.columns().size() == known);
        if (!earlier || !declared.subList(0, known).equals(standing)) {
            throw new SQLException("table " + table.name() + " has other columns than this version of the program;"
                    + " move the warehouse's folder away and it is loaded anew from the lake");
        }
        try (Statement sql = connection.createStatement()) {
            for (Column column : table.columns().subList(known, declared.size())) {
                sql.execute(Ddl.DUCKDB.append(table, column));
            }
        }
    }

    static List<Watermark> watermarks(Connection connection) throws SQLException {
        List<Watermark> marks = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT topic, kafka_partition, position, files, rows, duplicates"
                        + " FROM load_watermarks ORDER BY topic, kafka_partition")) {
            while (rows.next()) {
                marks.add(new Watermark(
                        rows.getString(1),
                        rows.getInt(2),
                        rows.getLong(3),
                        rows.getLong(4),
                        rows.getLong(5),
                        rows.getLong(6)));
            }
        }
        return marks;
    }
}
