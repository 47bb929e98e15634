package io.ecompulse.warehouse;

import io.ecompulse.lake.CommitChain.Partition;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.ReadableChain;
import io.ecompulse.lake.Table;
import io.ecompulse.lake.Tables;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** What the next load into Redshift would run, without running it. Blocks. */
public final class LoadPlan {
    private final WarehouseConfig config;
    private final LakeStore lake;
    private final RedshiftDialect dialect;
    private final SegmentLoad load;

    public LoadPlan(WarehouseConfig config, LakeStore lake, InstantSource clock) {
        this.config = config;
        this.lake = lake;
        Manifests manifests = new Manifests(lake, config.redshift().manifests(), clock);
        this.dialect = new RedshiftDialect(lake, manifests, config.redshift());
        this.load = new SegmentLoad(dialect, config.redshift().duplicatesWindow(), clock);
    }

    /** The watermarks of the warehouse that the settings name. */
    public List<Watermark> watermarks(InstantSource clock) throws WarehouseFault {
        Warehouse warehouse = Warehouses.open(config, lake, clock);
        try {
            return warehouse.watermarks();
        } finally {
            warehouse.close();
        }
    }

    /** The statements and, as comments, the manifests of the next segment of every partition. */
    public List<String> next(List<Watermark> watermarks) throws IOException, WarehouseFault {
        ReadableChain chain = new ReadableChain(lake);
        ChainWalk walk = new ChainWalk(chain, config.load().rows());
        Map<Partition, Long> positions = new HashMap<>();
        watermarks.forEach(mark -> positions.put(new Partition(mark.topic(), mark.partition()), mark.position()));
        List<String> lines = new ArrayList<>();
        for (Partition partition : chain.partitions()) {
            Long position = positions.get(partition);
            OptionalLong from = position == null ? OptionalLong.empty() : OptionalLong.of(position);
            ChainSegment segment = walk.segment(partition, from, config.load().links());
            if (segment != null) {
                lines.add("-- " + segment + ", " + segment.links().size() + " markers");
                lines.addAll(statements(segment));
            }
        }
        return lines;
    }

    private List<String> statements(ChainSegment segment) throws WarehouseFault {
        List<String> lines = new ArrayList<>(List.of("BEGIN;", "LOCK load_history;", load.watermark(segment) + ";"));
        long rows = 0;
        for (Map.Entry<Table, List<Marker.File>> entry :
                SegmentLoad.byTable(segment.files()).entrySet()) {
            Table table = entry.getKey();
            String staging = SegmentLoad.staging(table);
            lines.add(dialect.createStaging(staging, table) + ";");
            for (LoadDialect.Copy copy : load.copies(table, entry.getValue())) {
                String manifest = lake.location(config.redshift().manifests() + "/…");
                lines.add("-- manifest: " + FileManifest.json(lake, copy.files()));
                lines.add(dialect.copyStatement(copy, manifest) + ";");
                rows += Tables.countsRecords(table)
                        ? copy.files().stream().mapToLong(Marker.File::rows).sum()
                        : 0;
            }
            lines.add(load.insert(table, received(segment, true), received(segment, false)) + ";");
            lines.add("DROP TABLE " + staging + ";");
        }
        if (!segment.files().isEmpty()) {
            lines.add(load.history(segment, segment.files()) + ";");
        }
        Loaded all = new Loaded(segment.files().size(), rows, 0);
        lines.add(load.advanced(segment, all, !segment.fromBeginning()) + "; -- if no row is there yet");
        lines.add("COMMIT;");
        return lines;
    }

    /** The first or the last reception; a load asks its staged rows for it. */
    private static Instant received(ChainSegment segment, boolean first) {
        return segment.links().stream()
                .map(link -> first ? link.receivedFrom() : link.receivedTo())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .reduce((one, other) -> one.isBefore(other) == first ? one : other)
                .orElse(Instant.EPOCH);
    }
}
