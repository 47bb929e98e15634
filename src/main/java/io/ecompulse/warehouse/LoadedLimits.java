package io.ecompulse.warehouse;

import io.ecompulse.lake.CommitChain.Partition;
import io.ecompulse.lake.CompactLimits;
import io.ecompulse.lake.LakeStore;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What of the lake a warehouse has behind it, so that other files may stand for it. Blocks. */
public final class LoadedLimits {
    private LoadedLimits() {}

    /**
     * Asks the warehouse that the settings name, and makes its tables as a loader needs them; an embedded one must be open
     * nowhere else.
     */
    public static CompactLimits of(WarehouseConfig config, LakeStore lake, InstantSource clock) throws WarehouseFault {
        Warehouse warehouse = Warehouses.open(config, lake, clock);
        try {
            warehouse.prepare();
            return of(warehouse);
        } finally {
            warehouse.close();
        }
    }

    /** Files that are held or passed over stay by themselves: with others they could be neither. */
    static CompactLimits of(Warehouse warehouse) throws WarehouseFault {
        Map<Partition, Long> loaded = new HashMap<>();
        for (Watermark mark : warehouse.watermarks()) {
            loaded.put(new Partition(mark.topic(), mark.partition()), mark.position());
        }
        Set<String> held = new HashSet<>();
        warehouse.held().forEach(file -> held.add(file.file().path()));
        return new CompactLimits(loaded, held);
    }
}
