package io.ecompulse.warehouse;

import io.ecompulse.lake.Ddl;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What loading into one database has of its own; what all of them understand stands in {@link SegmentLoad}. */
interface LoadDialect {
    Ddl ddl();

    /**
     * The first statement of a transaction that loads: no other loader passes it until the transaction ends. Comes before
     * anything is read, or two loaders would see the same watermark.
     */
    void lock(Statement sql) throws SQLException;

    /** Makes a temporary table with the columns of one that stands. */
    String createStaging(String staging, Table table);

    /** How many files one {@link #copy} takes. */
    int filesPerCopy();

    /** Copies files by position; columns that they are too old to have are null. */
    void copy(Statement sql, Copy copy) throws SQLException, WarehouseFault;

    /**
     * Files of one version of a table.
     *
     * @param table as it was in that version
     */
    record Copy(String staging, Table table, List<Marker.File> files) {}

    /** The columns of a table in their order; none when there is no table. */
    List<String> columns(Statement sql, String table) throws SQLException;

    /** Text as the database reads it, with its quotes. */
    String literal(String text);

    /** Says more about files that did not load, once the transaction is rolled back. */
    WarehouseFault explain(Connection connection, WarehouseFault fault);
}
