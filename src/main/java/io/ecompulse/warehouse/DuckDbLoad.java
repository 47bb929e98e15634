package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;
import io.ecompulse.lake.Table;
import io.ecompulse.lake.Tables;
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
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The statements of one load, in order, inside the caller's transaction. */
final class DuckDbLoad {
    /** Of the copies of one row, the one received first. */
    private static final String INSERT = """
            INSERT INTO %1$s (%2$s)
            SELECT %2$s FROM (
                SELECT *, row_number() OVER (
                    PARTITION BY %3$s ORDER BY received_ts, kafka_partition, kafka_offset) AS copy
                FROM %4$s) AS fresh
            WHERE copy = 1 AND NOT EXISTS (
                SELECT 1 FROM %1$s AS standing
                WHERE %5$s
                AND standing.received_ts BETWEEN make_timestamp(%6$d) AND make_timestamp(%7$d))""";

    private final LakeFiles lake;
    private final long duplicatesMicros;
    private final InstantSource clock;

    /** @param duplicates how far apart two receptions of one event id may be to be taken for the same event */
    DuckDbLoad(LakeFiles lake, Duration duplicates, InstantSource clock) {
        this.lake = lake;
        this.duplicatesMicros = duplicates.toMillis() * 1000;
        this.clock = clock;
    }

    Loaded run(Connection connection, ChainSegment segment) throws SQLException, LoadRefused, WarehouseFault {
        OptionalLong watermark = watermark(connection, segment);
        segment.refuseOtherStart(watermark);
        refuseUnknown(segment.files());
        long records = 0;
        long inserted = 0;
        for (Table table : Tables.ALL) {
            List<Marker.File> files = segment.files().stream()
                    .filter(file -> file.table().equals(table.name()))
                    .toList();
            long staged = files.isEmpty() ? 0 : stage(connection, table, files);
            long fresh = staged == 0 ? 0 : insert(connection, table);
            if (Tables.countsRecords(table)) {
                records += staged;
                inserted += fresh;
            }
        }
        for (Marker link : segment.links()) {
            remember(connection, link);
        }
        Loaded loaded = new Loaded(segment.files().size(), inserted, records - inserted);
        advance(connection, segment, loaded, watermark.isPresent());
        return loaded;
    }

    private static OptionalLong watermark(Connection connection, ChainSegment segment) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement(
                "SELECT position FROM load_watermarks WHERE topic = ? AND kafka_partition = ?")) {
            sql.setString(1, segment.topic());
            sql.setInt(2, segment.partition());
            try (ResultSet rows = sql.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static void refuseUnknown(List<Marker.File> files) throws WarehouseFault {
        for (Marker.File file : files) {
            if (Tables.of(file).isEmpty()) {
                throw new WarehouseFault("File " + file.path() + " is of table " + file.table() + " version "
                        + file.version() + ", which this version of the program does not know");
            }
        }
    }

    private long stage(Connection connection, Table table, List<Marker.File> files)
            throws SQLException, WarehouseFault {
        long staged = 0;
        try (Statement sql = connection.createStatement()) {
            sql.execute("CREATE OR REPLACE TEMP TABLE " + staging(table) + " AS SELECT " + table.columnList() + " FROM "
                    + table.name() + " LIMIT 0");
            for (Marker.File file : files) {
                staged += copy(sql, table, file);
            }
        }
        return staged;
    }

    /** By position, as Redshift's COPY of Parquet does; columns that a file is too old to have are null. */
    private long copy(Statement sql, Table table, Marker.File file) throws SQLException, WarehouseFault {
        String columns = table.at(file.version()).columnList();
        long rows = lake.with(
                file,
                local -> sql.executeLargeUpdate("COPY " + staging(table) + " (" + columns + ") FROM "
                        + DuckDb.quoted(local.toString()) + " (FORMAT parquet)"));
        if (rows != file.rows()) {
            throw new WarehouseFault(
                    "File " + file.path() + " holds " + rows + " rows where its marker says " + file.rows());
        }
        return rows;
    }

    private long insert(Connection connection, Table table) throws SQLException {
        String staging = staging(table);
        try (Statement sql = connection.createStatement()) {
            long from;
            long to;
            try (ResultSet range =
                    sql.executeQuery("SELECT epoch_us(min(received_ts)), epoch_us(max(received_ts)) FROM " + staging)) {
                range.next();
                from = range.getLong(1) - duplicatesMicros;
                to = range.getLong(2) + duplicatesMicros;
            }
            String same = table.identity().stream()
                    .map(column -> "standing." + column + " = fresh." + column)
                    .collect(Collectors.joining(" AND "));
            String identity = String.join(", ", table.identity());
            long inserted = sql.executeLargeUpdate(
                    INSERT.formatted(table.name(), table.columnList(), identity, staging, same, from, to));
            sql.execute("DROP TABLE " + staging);
            return inserted;
        }
    }

    private static String staging(Table table) {
        return "staging_" + table.name();
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
