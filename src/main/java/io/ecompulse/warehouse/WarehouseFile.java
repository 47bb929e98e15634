package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import java.time.InstantSource;

/** The embedded warehouse of a server that does not run: only then is its file free to be opened. */
public final class WarehouseFile {
    /** Whoever typed the query ends it with Ctrl-C. */
    private static final QueryDeadline.Alarm NO_ALARM = task -> () -> {};

    private WarehouseFile() {}

    /** Opens the warehouse, runs one query that reads only, and closes it again. Blocks. */
    public static SqlAnswer query(WarehouseConfig config, LakeStore lake, InstantSource clock, String sql)
            throws WarehouseFault {
        DuckDbWarehouse warehouse = DuckDbWarehouse.open(config.duckDb(), lake, clock);
        try {
            return new SqlQueries(warehouse.database(), config.sql(), NO_ALARM).run(sql);
        } finally {
            warehouse.close();
        }
    }
}
