package io.ecompulse.warehouse;

import io.ecompulse.lake.EventsTable;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** The statements of one load, in order, inside the caller's transaction. */
final class DuckDbLoad {
    private static final Table TABLE = EventsTable.TABLE;
    private static final String STAGING = "staging_" + TABLE.name();
    /** Of the copies of one event, the one received first. */
    private static final String INSERT = """
            INSERT INTO %1$s (%2$s)
            SELECT %2$s FROM (
                SELECT *, row_number() OVER (
                    PARTITION BY source_id, event_id ORDER BY received_ts, kafka_partition, kafka_offset) AS copy
                FROM %3$s) AS fresh
            WHERE copy = 1 AND NOT EXISTS (
                SELECT 1 FROM %1$s AS standing
                WHERE standing.event_id = fresh.event_id AND standing.source_id = fresh.source_id
                AND standing.received_ts BETWEEN make_timestamp(%4$d) AND make_timestamp(%5$d))""";

    private final LakeStore lake;
    private final long duplicatesMicros;
    private final InstantSource clock;

    /** @param duplicates how far apart two receptions of one event id may be to be taken for the same event */
    DuckDbLoad(LakeStore lake, Duration duplicates, InstantSource clock) {
        this.lake = lake;
        this.duplicatesMicros = duplicates.toMillis() * 1000;
        this.clock = clock;
    }

    Loaded run(Connection connection, ChainSegment segment) throws SQLException, LoadRefused, WarehouseFault {
        boolean known = refuseOtherStart(connection, segment);
        long staged = stage(connection, segment.files());
        long inserted = staged == 0 ? 0 : insert(connection);
        for (Marker link : segment.links()) {
            remember(connection, link);
        }
        Loaded loaded = new Loaded(segment.files().size(), inserted, staged - inserted);
        advance(connection, segment, loaded, known);
        return loaded;
    }

    /** I5: only what starts at the watermark, or, without one, what begins its chain. Answers whether there is one. */
    private static boolean refuseOtherStart(Connection connection, ChainSegment segment)
            throws SQLException, LoadRefused {
        try (PreparedStatement sql = connection.prepareStatement(
                "SELECT position FROM load_watermarks WHERE topic = ? AND kafka_partition = ?")) {
            sql.setString(1, segment.topic());
            sql.setInt(2, segment.partition());
            try (ResultSet rows = sql.executeQuery()) {
                boolean known = rows.next();
                if (known && rows.getLong(1) != segment.start()) {
                    throw new LoadRefused("%s-%d is loaded up to %d, so a segment that starts at %d is refused"
                            .formatted(segment.topic(), segment.partition(), rows.getLong(1), segment.start()));
                }
                if (!known && !segment.fromBeginning()) {
                    throw new LoadRefused("%s-%d is not loaded yet, so its chain must be loaded from its beginning"
                            .formatted(segment.topic(), segment.partition()));
                }
                return known;
            }
        }
    }

    private long stage(Connection connection, List<Marker.File> files) throws SQLException, WarehouseFault {
        if (files.isEmpty()) {
            return 0;
        }
        long staged = 0;
        try (Statement sql = connection.createStatement()) {
            sql.execute("CREATE OR REPLACE TEMP TABLE " + STAGING + " AS SELECT " + TABLE.columnList() + " FROM "
                    + TABLE.name() + " LIMIT 0");
            for (Marker.File file : files) {
                if (!file.table().equals(TABLE.name()) || file.version() < 1 || file.version() > TABLE.version()) {
                    throw new WarehouseFault("File " + file.path() + " is of table " + file.table() + " version "
                            + file.version() + ", which this version of the program does not know");
                }
                staged += copy(sql, file);
            }
        }
        return staged;
    }

    /** By position, as Redshift's COPY of Parquet does; columns that a file is too old to have are null. */
    private long copy(Statement sql, Marker.File file) throws SQLException, WarehouseFault {
        String location = DuckDb.quoted(lake.location(file.path()));
        String columns = TABLE.at(file.version()).columnList();
        long rows =
                sql.executeLargeUpdate("COPY " + STAGING + " (" + columns + ") FROM " + location + " (FORMAT parquet)");
        if (rows != file.rows()) {
            throw new WarehouseFault(
                    "File " + file.path() + " holds " + rows + " rows where its marker says " + file.rows());
        }
        return rows;
    }

    private long insert(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            long from;
            long to;
            try (ResultSet range =
                    sql.executeQuery("SELECT epoch_us(min(received_ts)), epoch_us(max(received_ts)) FROM " + STAGING)) {
                range.next();
                from = range.getLong(1) - duplicatesMicros;
                to = range.getLong(2) + duplicatesMicros;
            }
            long inserted =
                    sql.executeLargeUpdate(INSERT.formatted(TABLE.name(), TABLE.columnList(), STAGING, from, to));
            sql.execute("DROP TABLE " + STAGING);
            return inserted;
        }
    }

    private void remember(Connection connection, Marker link) throws SQLException {
        try (PreparedStatement sql =
                connection.prepareStatement("INSERT INTO load_history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Marker.File file : link.files()) {
                sql.setString(1, file.path());
                sql.setString(2, file.table());
                sql.setInt(3, file.version());
                sql.setString(4, link.topic());
                sql.setInt(5, link.partition());
                sql.setLong(6, link.start());
                sql.setLong(7, link.end());
                sql.setLong(8, file.bytes());
                sql.setLong(9, file.rows());
                sql.setObject(10, LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
                sql.execute();
            }
        }
    }

    private static void advance(Connection connection, ChainSegment segment, Loaded loaded, boolean known)
            throws SQLException {
        String statement = known
                ? "UPDATE load_watermarks SET position = ?, files = files + ?, rows = rows + ?, duplicates = duplicates + ?"
                        + " WHERE topic = ? AND kafka_partition = ?"
                : "INSERT INTO load_watermarks (position, files, rows, duplicates, topic, kafka_partition)"
                        + " VALUES (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement sql = connection.prepareStatement(statement)) {
            sql.setLong(1, segment.end());
            sql.setLong(2, loaded.files());
            sql.setLong(3, loaded.rows());
            sql.setLong(4, loaded.duplicates());
            sql.setString(5, segment.topic());
            sql.setInt(6, segment.partition());
            sql.execute();
        }
    }
}
