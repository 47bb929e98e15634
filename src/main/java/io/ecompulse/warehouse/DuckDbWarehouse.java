package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/**
 * The embedded warehouse. Loads as Redshift does: COPY by position into a temporary table, insert what is not there, history
 * and watermark, one transaction. The monitor stands for Redshift's LOCK: the database belongs to this process alone.
 */
final class DuckDbWarehouse implements Warehouse {
    private final DuckDb database;
    private final Connection connection;
    private final DuckDbLoad load;

    private DuckDbWarehouse(DuckDb database, Connection connection, DuckDbLoad load) {
        this.database = database;
        this.connection = connection;
        this.load = load;
    }

    static DuckDbWarehouse open(WarehouseConfig.DuckDb config, LakeStore lake, InstantSource clock)
            throws WarehouseFault {
        try {
            LakeFiles files = new LakeFiles(lake, config.folder());
            DuckDb.Opened opened = DuckDb.open(config, files.folder().toString());
            prepare(files, opened.connection());
            DuckDbLoad load = new DuckDbLoad(files, config.duplicatesWindow(), clock);
            return new DuckDbWarehouse(opened.database(), opened.connection(), load);
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
            DuckDbTables.prepare(connection);
        } catch (SQLException fault) {
            throw fault("The warehouse's tables cannot be made", fault);
        }
    }

    @Override
    public List<Watermark> watermarks() throws WarehouseFault {
        try (Connection own = database.connect()) {
            return DuckDbTables.watermarks(own);
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
        try {
            on.setAutoCommit(false);
            try {
                Loaded loaded = load.run(on, segment);
                on.commit();
                return loaded;
            } catch (SQLException | LoadRefused | WarehouseFault | RuntimeException fault) {
                on.rollback();
                throw fault;
            } finally {
                on.setAutoCommit(true);
            }
        } catch (SQLException fault) {
            Marker first = segment.links().get(0);
            throw fault("Loading " + first.topic() + "-" + first.partition() + " from " + segment.start(), fault);
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
