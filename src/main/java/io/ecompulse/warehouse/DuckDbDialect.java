package io.ecompulse.warehouse;

import io.ecompulse.lake.Ddl;
import io.ecompulse.lake.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Loading into DuckDB, which reads local files only, one at a time. */
final class DuckDbDialect implements LoadDialect {
    /** How DuckDB, and the system through it, say that something ran out, or that the database as a whole is no more. */
    private static final Pattern MACHINE = Pattern.compile(
            "^(Out of Memory|Interrupt|Connection|FATAL) Error|could not allocate|failed to allocate"
                    + "|No space left|Disk quota|Too many open files|Input/output error|Cannot allocate memory"
                    + "|max_temp_directory_size|Read-only file system|Permission denied",
            Pattern.CASE_INSENSITIVE);

    private final LakeFiles lake;

    DuckDbDialect(LakeFiles lake) {
        this.lake = lake;
    }

    @Override
    public Ddl ddl() {
        return Ddl.DUCKDB;
    }

    /** Nothing: the database belongs to this process alone, and its warehouse loads one segment at a time. */
    @Override
    public void lock(Statement sql) {}

    /**
     * Column by column, never AS SELECT: into a table made by that in the same transaction, DuckDB 2.0.0 copies a file of 122,880
     * rows or more, a row group of its own, with several threads, says so, and keeps none of them.
     */
    @Override
    public String createStaging(String staging, Table table) {
        return table.columns().stream()
                .map(column -> column.name() + " " + Ddl.type(column))
                .collect(Collectors.joining(", ", "CREATE OR REPLACE TEMP TABLE " + staging + " (", ")"));
    }

    @Override
    public int filesPerCopy() {
        return 1;
    }

    @Override
    public void copy(Statement sql, Copy copy) throws SQLException, WarehouseFault {
        lake.with(
                copy.files().get(0),
                local -> sql.executeLargeUpdate("COPY " + copy.staging() + " ("
                        + copy.table().columnList() + ") FROM " + literal(local.toString()) + " (FORMAT parquet)"));
    }

    @Override
    public List<String> columns(Statement sql, String table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = sql.executeQuery("SELECT column_name FROM duckdb_columns() WHERE table_name = "
                + literal(table) + " ORDER BY column_index")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    @Override
    public String literal(String text) {
        return DuckDb.quoted(text);
    }

    /** A machine that has no memory or no room left would fail with any file. */
    @Override
    public WarehouseFault explain(Connection connection, WarehouseFault fault) {
        return fault.getCause() instanceof SQLException cause && blamesMachine(String.valueOf(cause.getMessage()))
                ? new WarehouseFault(String.valueOf(fault.getMessage()), cause)
                : fault;
    }

    private static boolean blamesMachine(String message) {
        return MACHINE.matcher(message).find();
    }
}
