package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.warehouse.WarehouseFault.Kind;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redshift cluster or workgroup. Loads in one transaction: lock, watermark, COPY into a temporary table, insert what is not
 * there, history and watermark. Reads go by a session of their own, so that they need not wait for a load.
 */
final class RedshiftWarehouse implements Warehouse {
    private static final Logger LOG = LoggerFactory.getLogger(RedshiftWarehouse.class);

    private final WarehouseConfig.Redshift config;
    private final Manifests manifests;
    private final RedshiftSession loading;
    private final RedshiftSession reading;
    private final LoadTables tables;
    private final Quarantine quarantine;
    private final SegmentLoad load;
    private final SegmentReload reload;
    private final RedshiftDialect dialect;

    private RedshiftWarehouse(WarehouseConfig.Redshift config, LakeStore lake, InstantSource clock) {
        this.config = config;
        this.manifests = new Manifests(lake, config.manifests(), clock);
        this.loading = new RedshiftSession(config);
        this.reading = new RedshiftSession(config);
        this.dialect = new RedshiftDialect(lake, manifests, config);
        this.tables = new LoadTables(dialect, config.migrate());
        this.quarantine = new Quarantine(dialect);
        this.load = new SegmentLoad(dialect, config.duplicatesWindow(), clock);
        this.reload = new SegmentReload(dialect, load);
    }

    /** @throws WarehouseFault when its COPY could not read the lake */
    static RedshiftWarehouse open(WarehouseConfig.Redshift config, LakeStore lake, InstantSource clock)
            throws WarehouseFault {
        if (!lake.location("").startsWith("s3://")) {
            throw new WarehouseFault("Redshift copies from S3 only, so lake.url must be s3a://bucket/prefix");
        }
        return new RedshiftWarehouse(config, lake, clock);
    }

    @Override
    public void prepare() throws WarehouseFault {
        ask(loading, "The tables cannot be made", on -> {
            try (Statement sql = on.createStatement()) {
                makeSchema(sql);
            }
            tables.prepare(on);
            return true;
        });
        try {
            manifests.sweep();
        } catch (IOException fault) {
            throw new WarehouseFault("Old manifests cannot be removed: " + fault.getMessage(), fault);
        }
    }

    /** Asks first: who may not create one, but has one, is not to be refused. */
    private void makeSchema(Statement sql) throws SQLException {
        try (ResultSet rows =
                sql.executeQuery("SELECT 1 FROM pg_namespace WHERE nspname = '" + config.schema() + "'")) {
            if (rows.next()) {
                return;
            }
        }
        sql.execute("CREATE SCHEMA IF NOT EXISTS \"" + config.schema() + "\"");
    }

    @Override
    public List<Watermark> watermarks() throws WarehouseFault {
        return ask(reading, "The watermarks cannot be read", LoadTables::watermarks);
    }

    @Override
    public Loaded load(ChainSegment segment) throws LoadRefused, WarehouseFault {
        Transaction<Loaded> transaction = new Transaction<>();
        try {
            return explained(transaction, begun -> load.run(begun, segment));
        } catch (SQLException fault) {
            Loaded perhaps = transaction.worked();
            if (isConflict(fault) || perhaps == null) {
                throw refused(segment, fault);
            }
            settle(segment, fault);
            return perhaps;
        }
    }

    /** A commit whose answer is lost is not settled: loading it a third time does no harm. */
    @Override
    public Loaded reload(ChainSegment segment) throws LoadRefused, WarehouseFault {
        try {
            return explained(new Transaction<>(), begun -> reload.run(begun, segment));
        } catch (SQLException fault) {
            throw refused(segment, fault);
        }
    }

    private Loaded explained(Transaction<Loaded> transaction, Transaction.Work<Loaded> work)
            throws SQLException, LoadRefused, WarehouseFault {
        return loading.use(on -> {
            try {
                return transaction.run(on, work);
            } catch (WarehouseFault fault) {
                throw load.explain(on, fault);
            }
        });
    }

    private static WarehouseFault refused(ChainSegment segment, SQLException fault) {
        return isConflict(fault)
                ? new WarehouseFault(Kind.CONFLICT, "Another transaction was in the way of " + segment, fault)
                : new WarehouseFault("Loading " + segment + ": " + SqlSentence.of(fault), fault);
    }

    /** The answer to a commit was lost; the watermark stands in the same transaction, so it tells what became of it (I5). */
    private void settle(ChainSegment segment, SQLException lost) throws WarehouseFault {
        OptionalLong watermark = ask(loading, "Whether " + segment + " is loaded cannot be read", on -> {
            try (Statement sql = on.createStatement()) {
                return load.watermark(sql, segment);
            }
        });
        if (watermark.isEmpty() || watermark.getAsLong() < segment.end()) {
            throw new WarehouseFault("The commit of " + segment + " was lost: " + SqlSentence.of(lost), lost);
        }
        LOG.info("The answer to the commit of {} was lost, but it was done", segment);
    }

    /** As clusters with serializable isolation say it. */
    private static boolean isConflict(SQLException fault) {
        String message = String.valueOf(fault.getMessage());
        return "40001".equals(fault.getSQLState())
                || message.contains("Serializable isolation violation")
                || message.matches("(?s)ERROR: (1023|1018|deadlock)\\b.*");
    }

    @Override
    public List<LoadedFile> history(String topic, int partition) throws WarehouseFault {
        return ask(
                reading, "The history cannot be read", on -> LoadTables.history(on, dialect.literal(topic), partition));
    }

    @Override
    public @Nullable String trial(List<Marker.File> files) throws WarehouseFault {
        return ask(loading, "Files cannot be tried", on -> Optional.ofNullable(Trial.of(on, files, load)))
                .orElse(null);
    }

    @Override
    public void hold(List<HeldFile> files) throws WarehouseFault {
        ask(
                loading,
                "The quarantine cannot be written",
                on -> new Transaction<Boolean>().run(on, begun -> {
                    quarantine.hold(begun, files, load.now());
                    return true;
                }));
    }

    @Override
    public List<HeldFile> held() throws WarehouseFault {
        return ask(reading, "The quarantine cannot be read", quarantine::files);
    }

    @Override
    public boolean skip(String path) throws WarehouseFault {
        return ask(
                loading,
                "The quarantine cannot be written",
                on -> new Transaction<Boolean>().run(on, begun -> quarantine.skip(begun, path)));
    }

    private static <T> T ask(RedshiftSession session, String failing, Transaction.Work<T> work) throws WarehouseFault {
        try {
            return session.use(work);
        } catch (SQLException | LoadRefused fault) {
            throw new WarehouseFault(failing + ": " + SqlSentence.of(fault), fault);
        }
    }

    @Override
    public void close() {
        loading.close();
        reading.close();
    }
}
