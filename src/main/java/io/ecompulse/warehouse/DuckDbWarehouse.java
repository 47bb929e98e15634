package io.ecompulse.warehouse;

import io.ecompulse.lake.Ddl;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.View;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The embedded warehouse. Loads as Redshift does: COPY by position into a temporary table, insert what is not there, history
 * and watermark, one transaction. The monitor stands for Redshift's LOCK: the database belongs to this process alone.
 */
final class DuckDbWarehouse implements Warehouse {
    private final DuckDb database;
    private final Connection connection;
    private final LoadTables tables;
    private final Quarantine quarantine;
    private final SegmentLoad load;
    private final SegmentReload reload;
    private final LoadDialect dialect;

    private DuckDbWarehouse(
            DuckDb.Opened opened, LoadDialect dialect, WarehouseConfig.DuckDb config, InstantSource clock) {
        this.database = opened.database();
        this.connection = opened.connection();
        this.tables = new LoadTables(dialect, config.migrate());
        this.quarantine = new Quarantine(dialect);
        this.load = new SegmentLoad(dialect, config.duplicatesWindow(), clock);
        this.reload = new SegmentReload(dialect, load);
        this.dialect = dialect;
    }

    static DuckDbWarehouse open(WarehouseConfig.DuckDb config, LakeStore lake, InstantSource clock)
            throws WarehouseFault {
        try {
            LakeFiles files = new LakeFiles(lake, config.folder());
            DuckDb.Opened opened = DuckDb.open(config, files.folder().toString());
            prepare(files, opened.connection());
            return new DuckDbWarehouse(opened, new DuckDbDialect(files), config, clock);
        } catch (SQLException | IOException fault) {
            throw fault("The warehouse in " + config.folder() + " does not open", fault);
        }
    }

    /** Only now that the database is open, and with it closed to all others. */
    private static void prepare(LakeFiles files, Connection connection) throws IOException, SQLException {
        try {
            files.prepare();
        } catch (IOException fault) {
            connection.close();
            throw fault;
        }
    }

    /** For queries that have nothing to do with loading. */
    DuckDb database() {
        return database;
    }

    @Override
    public synchronized void prepare() throws WarehouseFault {
        try {
            tables.prepare(connection);
            makeViews();
        } catch (SQLException fault) {
            throw fault("The warehouse's tables cannot be made", fault);
        }
    }

    private void makeViews() throws SQLException {
        try (Statement sql = connection.createStatement()) {
            for (View view : View.values()) {
                sql.execute(Ddl.DUCKDB.create(view, ""));
            }
        }
    }

    @Override
    public List<Watermark> watermarks() throws WarehouseFault {
        try (Connection own = database.connect()) {
            return LoadTables.watermarks(own);
        } catch (SQLException fault) {
            throw fault("The watermarks cannot be read", fault);
        }
    }

    @Override
    public synchronized Loaded load(ChainSegment segment) throws LoadRefused, WarehouseFault {
        return load(connection, segment);
    }

    /** For tests that let a connection fail at a step. */
    synchronized Loaded load(Connection on, ChainSegment segment) throws LoadRefused, WarehouseFault {
        return loading(on, segment, transaction -> load.run(transaction, segment));
    }

    @Override
    public synchronized Loaded reload(ChainSegment segment) throws LoadRefused, WarehouseFault {
        return reload(connection, segment);
    }

    /** For tests that let a connection fail at a step. */
    synchronized Loaded reload(Connection on, ChainSegment segment) throws LoadRefused, WarehouseFault {
        return loading(on, segment, transaction -> reload.run(transaction, segment));
    }

    private Loaded loading(Connection on, ChainSegment segment, Transaction.Work<Loaded> work)
            throws LoadRefused, WarehouseFault {
        try {
            return new Transaction<Loaded>().run(on, work);
        } catch (WarehouseFault fault) {
            throw load.explain(on, fault);
        } catch (SQLException fault) {
            throw fault("Loading " + segment, fault);
        }
    }

    @Override
    public List<LoadedFile> history(String topic, int partition) throws WarehouseFault {
        try (Connection own = database.connect()) {
            return LoadTables.history(own, dialect.literal(topic), partition);
        } catch (SQLException fault) {
            throw fault("The history cannot be read", fault);
        }
    }

    @Override
    public synchronized @Nullable String trial(List<Marker.File> files) throws WarehouseFault {
        return Trial.of(connection, files, load);
    }

    @Override
    public synchronized void hold(List<HeldFile> files) throws WarehouseFault {
        change(on -> {
            quarantine.hold(on, files, load.now());
            return true;
        });
    }

    @Override
    public List<HeldFile> held() throws WarehouseFault {
        try (Connection own = database.connect()) {
            return quarantine.files(own);
        } catch (SQLException fault) {
            throw fault("The quarantine cannot be read", fault);
        }
    }

    @Override
    public synchronized boolean skip(String path) throws WarehouseFault {
        return change(on -> quarantine.skip(on, path));
    }

    private boolean change(Transaction.Work<Boolean> work) throws WarehouseFault {
        try {
            return new Transaction<Boolean>().run(connection, work);
        } catch (SQLException | LoadRefused fault) {
            throw fault("The quarantine cannot be written", fault);
        }
    }

    @Override
    public synchronized void close() throws WarehouseFault {
        try {
            connection.close();
        } catch (SQLException fault) {
            throw fault("The warehouse does not close", fault);
        }
    }

    private static WarehouseFault fault(String what, Exception cause) {
        return new WarehouseFault(what + ": " + SqlSentence.of(cause), cause);
    }
}
