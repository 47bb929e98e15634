package io.ecompulse.warehouse;

import io.ecompulse.lake.Column;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.Table;
import io.ecompulse.lake.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tables of a warehouse. History and watermarks have no keys, as Redshift would not enforce them either. */
final class LoadTables {
    private static final String HISTORY = """
        CREATE TABLE IF NOT EXISTS load_history (
            path VARCHAR(1024) NOT NULL,
            table_name VARCHAR(127) NOT NULL,
            table_version INTEGER NOT NULL,
            topic VARCHAR(255) NOT NULL,
            kafka_partition INTEGER NOT NULL,
            start_position BIGINT NOT NULL,
            end_position BIGINT NOT NULL,
            bytes BIGINT NOT NULL,
            rows BIGINT NOT NULL,
            loaded_at TIMESTAMP NOT NULL
        )\
        """;
    private static final String WATERMARKS = """
        CREATE TABLE IF NOT EXISTS load_watermarks (
            topic VARCHAR(255) NOT NULL,
            kafka_partition INTEGER NOT NULL,
            position BIGINT NOT NULL,
            files BIGINT NOT NULL,
            rows BIGINT NOT NULL,
            duplicates BIGINT NOT NULL
        )\
        """;
    private static final String QUARANTINE = """
        CREATE TABLE IF NOT EXISTS load_quarantine (
            path VARCHAR(1024) NOT NULL,
            table_name VARCHAR(127) NOT NULL,
            table_version INTEGER NOT NULL,
            topic VARCHAR(255) NOT NULL,
            kafka_partition INTEGER NOT NULL,
            start_position BIGINT NOT NULL,
            end_position BIGINT NOT NULL,
            bytes BIGINT NOT NULL,
            rows BIGINT NOT NULL,
            reason VARCHAR(2000) NOT NULL,
            skipped BOOLEAN NOT NULL,
            found_at TIMESTAMP NOT NULL
        )\
        """;

    private final LoadDialect dialect;
    private final WarehouseConfig.Migrate migrate;

    LoadTables(LoadDialect dialect, WarehouseConfig.Migrate migrate) {
        this.dialect = dialect;
        this.migrate = migrate;
    }

    /** All of them, as they are made where none stands. */
    static List<String> statements(io.ecompulse.lake.Ddl ddl) {
        List<String> statements = new ArrayList<>();
        Tables.ALL.forEach(table -> statements.add(ddl.create(table)));
        statements.addAll(List.of(HISTORY, WATERMARKS, QUARANTINE));
        return statements;
    }

    void prepare(Connection connection) throws SQLException, WarehouseFault {
        try (Statement sql = connection.createStatement()) {
            for (String statement : statements(dialect.ddl())) {
                sql.execute(statement);
            }
            for (Table table : Tables.ALL) {
                bringUpToDate(sql, table);
            }
        }
    }

    /**
     * Appends the columns that a table of an earlier version lacks, or one between two versions, whose migration was cut.
     * Columns load by position: a table with others in other places would take them silently, so it is refused.
     */
    private void bringUpToDate(Statement sql, Table table) throws SQLException, WarehouseFault {
        List<String> standing = dialect.columns(sql, table.name());
        List<String> declared = table.columns().stream().map(Column::name).toList();
        int known = standing.size();
        int version = IntStream.rangeClosed(1, table.version())
                .filter(from -> table.at(from).columns().size() <= known)
                .max()
                .orElse(0);
        if (version == 0
                || known > declared.size()
                || !declared.subList(0, known).equals(standing)) {
            throw new WarehouseFault("table " + table.name() + " has other columns than this version of the program;"
                    + " move the table, or the embedded warehouse's folder, away and load anew from the lake");
        }
        List<Column> missing = table.columns().subList(known, declared.size());
        if (!missing.isEmpty() && migrate == WarehouseConfig.Migrate.REFUSE) {
            throw new WarehouseFault("table " + table.name() + " is at version " + version + " and lacks "
                    + missing.stream().map(Column::name).collect(Collectors.joining(", "))
                    + "; run what \"ecompulse ddl --from " + version
                    + "\" prints, or set warehouse.migrate=apply");
        }
        for (Column column : missing) {
            sql.execute(dialect.ddl().append(table, column));
        }
    }

    /** @param topic with its quotes, as the dialect writes it */
    static List<LoadedFile> history(Connection connection, String topic, int partition) throws SQLException {
        List<LoadedFile> files = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT table_name, path, bytes, rows, table_version, start_position,"
                        + " end_position FROM load_history WHERE topic = " + topic + " AND kafka_partition = "
                        + partition
                        + " ORDER BY start_position, path")) {
            while (rows.next()) {
                Marker.File file = new Marker.File(
                        rows.getString(1), rows.getString(2), rows.getLong(3), rows.getLong(4), rows.getInt(5));
                files.add(new LoadedFile(file, rows.getLong(6), rows.getLong(7)));
            }
        }
        return files;
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
