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
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loading into Redshift, whose COPY reads S3 by itself. */
final class RedshiftDialect implements LoadDialect {
    private static final Logger LOG = LoggerFactory.getLogger(RedshiftDialect.class);
    private static final int FILES_MAX = 1_000;
    /** The cluster tells some faults of a file to its client alone; 15007 is a schema that does not fit. */
    private static final Pattern PARQUET =
            Pattern.compile("Spectrum Scan Error.*code:? *15007|Unmatched number of columns", Pattern.DOTALL);

    private final LakeStore lake;
    private final Manifests manifests;
    private final WarehouseConfig.Redshift config;
    private final LoadErrors errors;

    RedshiftDialect(LakeStore lake, Manifests manifests, WarehouseConfig.Redshift config) {
        this.lake = lake;
        this.manifests = manifests;
        this.config = config;
        this.errors = new LoadErrors(lake);
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
            copy(sql, copy, lake.location(manifest));
        } finally {
            delete(manifest);
        }
    }

    private void copy(Statement sql, Copy copy, String manifest) throws SQLException {
        String began = now(sql);
        try {
            sql.execute(copyStatement(copy, manifest));
        } catch (SQLException refused) {
            throw new CopyRefused(refused, copy.files(), began);
        }
    }

    /** By the cluster's clock, by which it dates its load errors. */
    private static String now(Statement sql) throws SQLException {
        try (ResultSet rows = sql.executeQuery("SELECT CAST(getdate() AS VARCHAR(32))")) {
            rows.next();
            return rows.getString(1);
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
     * Only what the cluster says about a file of this COPY makes it a file's fault: a role that may not read the bucket, or a
     * bucket that does not answer, fails every COPY as well.
     */
    @Override
    public WarehouseFault explain(Connection connection, WarehouseFault fault) {
        if (!(fault.getCause() instanceof CopyRefused copy)) {
            return fault;
        }
        String message = String.valueOf(fault.getMessage());
        try {
            Optional<LoadErrors.Line> line = errors.of(connection, copy, literal(copy.began()));
            if (line.isPresent()) {
                Kind kind = line.get().access() ? Kind.PASSING : Kind.FILES;
                return new WarehouseFault(kind, message + " | " + line.get().what(), fault);
            }
            boolean file = PARQUET.matcher(String.valueOf(copy.getMessage())).find();
            return new WarehouseFault(file ? Kind.FILES : Kind.PASSING, message, fault);
        } catch (SQLException unreadable) {
            fault.addSuppressed(unreadable);
            return new WarehouseFault(message + " | load errors cannot be read: " + SqlSentence.of(unreadable), fault);
        }
    }
}
