package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;
import io.ecompulse.lake.Table;
import io.ecompulse.lake.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;

/**
 * The statements that load a segment once more, inside the caller's transaction. What stood of it is known by its rows' own
 * lineage, so it does not matter by which files they came. The watermark stays as it is, with its counts: they are of first
 * loads.
 */
final class SegmentReload {
    private final LoadDialect dialect;
    private final SegmentLoad load;

    SegmentReload(LoadDialect dialect, SegmentLoad load) {
        this.dialect = dialect;
        this.load = load;
    }

    Loaded run(Connection connection, ChainSegment segment) throws SQLException, LoadRefused, WarehouseFault {
        try (Statement sql = connection.createStatement()) {
            sql.setEscapeProcessing(false);
            dialect.lock(sql); // The loader's own lock: neither sees the other half way.
            refuseUnloaded(load.watermark(sql, segment), segment);
            List<Marker.File> files = load.unskipped(sql, segment);
            delete(sql, segment);
            Loaded loaded = load.load(sql, files);
            load.remember(sql, segment, files);
            return loaded;
        }
    }

    private static void refuseUnloaded(OptionalLong watermark, ChainSegment segment) throws LoadRefused {
        if (watermark.isEmpty() || watermark.getAsLong() < segment.end()) {
            throw new LoadRefused(segment + " is not loaded yet, so it cannot be loaded again");
        }
    }

    private void delete(Statement sql, ChainSegment segment) throws SQLException {
        String partition = " = " + dialect.literal(segment.topic()) + " AND kafka_partition = " + segment.partition();
        for (Table table : Tables.ALL) {
            sql.execute("DELETE FROM " + table.name() + " WHERE kafka_topic" + partition + " AND kafka_offset >= "
                    + segment.start() + " AND kafka_offset < " + segment.end());
        }
        sql.execute("DELETE FROM load_history WHERE topic" + partition + " AND start_position >= " + segment.start()
                + " AND end_position <= " + segment.end());
    }
}
