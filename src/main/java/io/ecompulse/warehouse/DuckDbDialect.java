package io.ecompulse.warehouse;

import io.ecompulse.lake.Ddl;
import io.ecompulse.lake.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Loading into DuckDB, which reads local files only, one at a time. */
final class DuckDbDialect implements LoadDialect {
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

    @Override
    public String createStaging(String staging, Table table) {
        return "CREATE OR REPLACE TEMP TABLE " + staging + " AS SELECT " + table.columnList() + " FROM " + table.name()
                + " LIMIT 0";
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

    @Override
    public WarehouseFault explain(Connection connection, WarehouseFault fault) {
        return fault;
    }
}
