package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import java.time.InstantSource;

/** Opens the warehouse that the settings name. */
final class Warehouses {
    private Warehouses() {}

    static Warehouse open(WarehouseConfig config, LakeStore lake, InstantSource clock) throws WarehouseFault {
        return switch (config.kind()) {
            case DUCKDB -> DuckDbWarehouse.open(config.duckDb(), lake, clock);
            case REDSHIFT -> RedshiftWarehouse.open(config.redshift(), lake, clock);
        };
    }
}
