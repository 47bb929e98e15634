package io.ecompulse.warehouse;

import io.ecompulse.lake.LakeStore;
import java.time.InstantSource;
import java.util.List;

/** The quarantine of a warehouse, for an operator. Every call blocks. */
public final class HeldFiles implements AutoCloseable {
    private final Warehouse warehouse;

    private HeldFiles(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /** Opens the warehouse that the settings name; an embedded one must be open nowhere else. */
    public static HeldFiles open(WarehouseConfig config, LakeStore lake, InstantSource clock) throws WarehouseFault {
        Warehouse warehouse = Warehouses.open(config, lake, clock);
        try {
            warehouse.prepare();
        } catch (WarehouseFault fault) {
            warehouse.close();
            throw fault;
        }
        return new HeldFiles(warehouse);
    }

    /** All of them, by place in their chains. */
    public List<HeldFile> all() throws WarehouseFault {
        return warehouse.held();
    }

    /** Lets a chain go on without a file; false when it is not held. */
    public boolean skip(String path) throws WarehouseFault {
        return warehouse.skip(path);
    }

    @Override
    public void close() throws WarehouseFault {
        warehouse.close();
    }
}
