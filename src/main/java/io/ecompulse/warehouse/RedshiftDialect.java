package io.ecompulse.warehouse;

import io.ecompulse.lake.Ddl;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Table;
import io.ecompulse.warehouse.WarehouseFault.Kind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loading into Redshift, whose COPY reads S3 by itself. */
final class RedshiftDialect implements LoadDialect {
    private static final Logger LOG = LoggerFactory.getLogger(RedshiftDialect.class);
    private static final int FILES_MAX = 1_000;

    private final LakeStore lake;
    private final Manifests manifests;
    private final WarehouseConfig.Redshift config;

    RedshiftDialect(LakeStore lake, Manifests manifests, WarehouseConfig.Redshift config) {
        this.lake = lake;
        this.manifests = manifests;
        this.config = config;
    }

    @Override
    public Ddl ddl() {
        return Ddl.REDSHIFT;
    }

    /** Keys are not enforced, and under snapshot isolation nobody else notices two loaders of one segment. */
    @Override
    public void lock(Statement sql) throws SQLException {
        sql.execute("LOCK load_history");
    }

    /** Temporary, since TRUNCATE of a standing one would commit. */
    @Override
    public String createStaging(String staging, Table table) {
        return "CREATE TEMP TABLE " + staging + " (LIKE " + table.name() + ")";
    }

    @Override
    public int filesPerCopy() {
        return FILES_MAX;
    }

    @Override
    public void copy(Statement sql, Copy copy) throws SQLException, WarehouseFault {
        String manifest;
        try {
            manifest = manifests.store(copy.files());
        } catch (IOException fault) {
            throw new WarehouseFault("The manifest cannot be stored: " + fault.getMessage(), fault);
        }
        try {
            sql.execute(copyStatement(copy, lake.location(manifest)));
        } finally {
            delete(manifest);
        }
    }

    /** @param manifest where COPY finds its manifest */
    String copyStatement(Copy copy, String manifest) {
        String role = config.role().equals("default") ? "DEFAULT" : literal(config.role());
        return "COPY " + copy.staging() + " (" + copy.table().columnList() + ") FROM " + literal(manifest)
                + " IAM_ROLE " + role + " FORMAT AS PARQUET MANIFEST STATUPDATE OFF";
    }

    /** One that cannot be deleted now is swept later. */
    private void delete(String manifest) {
        try {
            lake.delete(manifest);
        } catch (IOException fault) {
            LOG.warn("Manifest {} stays for now: {}", manifest, fault.getMessage());
        }
    }

    @Override
    public List<String> columns(Statement sql, String table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = sql.executeQuery("SELECT column_name FROM svv_columns WHERE table_schema = "
                + literal(config.schema()) + " AND table_name = " + literal(table) + " ORDER BY ordinal_position")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** A backslash escapes here, unlike in standard SQL. */
    @Override
    public String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("Redshift's text has no NUL");
        }
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /**
     * What the cluster wrote down about files of this session. Only then is a file at fault: a role that may not read the
     * bucket fails every COPY as well. The raw line is left alone, it is somebody's data.
     */
    @Override
    public WarehouseFault explain(Connection connection, WarehouseFault fault) {
        if (!(fault.getCause() instanceof SQLException)) {
            return fault;
        }
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT file_name, column_name, error_message"
                        + " FROM sys_load_error_detail WHERE session_id = pg_backend_pid()"
                        + " ORDER BY start_time DESC LIMIT 1")) {
            if (rows.next()) {
                String column =
                        rows.getString(2) == null ? "" : rows.getString(2).strip();
                String what = fault.getMessage() + " | " + rows.getString(1).strip()
                        + (column.isEmpty() ? "" : ", column " + column) + ": "
                        + rows.getString(3).strip();
                return new WarehouseFault(Kind.FILES, what, fault);
            }
            Kind kind = blamesParquet(String.valueOf(fault.getMessage())) ? Kind.FILES : Kind.PASSING;
            return new WarehouseFault(kind, String.valueOf(fault.getMessage()), fault);
        } catch (SQLException unreadable) {
            fault.addSuppressed(unreadable);
            return new WarehouseFault(
                    fault.getMessage() + " | load errors cannot be read: " + SqlSentence.of(unreadable), fault);
        }
    }

    /** The cluster tells some faults of a file to its client alone. */
    private static boolean blamesParquet(String message) {
        return (message.contains("Spectrum Scan Error") && !message.contains("AccessDenied"))
                || message.contains("Unmatched number of columns");
    }
}
