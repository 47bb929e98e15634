package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;
import io.ecompulse.lake.Table;
import io.ecompulse.lake.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The statements of one load, in order, inside the caller's transaction. They are built, never prepared: Redshift's COPY takes
 * no parameters, and so all of them can be shown as they run.
 */
final class SegmentLoad {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("'TIMESTAMP '''yyyy-MM-dd HH:mm:ss.SSSSSS''''", Locale.ROOT);
    /** Of the copies of one row, the one received first. */
    private static final String INSERT = """
        INSERT INTO %1$s (%2$s)
        SELECT %2$s FROM (
            SELECT *, row_number() OVER (
                PARTITION BY %4$s ORDER BY received_ts, kafka_partition, kafka_offset) AS copy_number
            FROM %3$s) AS fresh
        WHERE copy_number = 1 AND NOT EXISTS (
            SELECT 1 FROM %1$s AS standing
            WHERE %5$s
            AND standing.received_ts BETWEEN %6$s AND %7$s)\
        """;

    private final LoadDialect dialect;
    private final Quarantine quarantine;
    private final Duration duplicates;
    private final InstantSource clock;

    /** @param duplicates how far apart two receptions of one row may be to be taken for the same */
    SegmentLoad(LoadDialect dialect, Duration duplicates, InstantSource clock) {
        this.dialect = dialect;
        this.quarantine = new Quarantine(dialect);
        this.duplicates = duplicates;
        this.clock = clock;
    }

    Loaded run(Connection connection, ChainSegment segment) throws SQLException, LoadRefused, WarehouseFault {
        try (Statement sql = connection.createStatement()) {
            sql.setEscapeProcessing(false);
            dialect.lock(sql);
            OptionalLong watermark = watermark(sql, segment);
            segment.refuseOtherStart(watermark);
            List<Marker.File> files = unskipped(sql, segment);
            Loaded loaded = load(sql, files);
            remember(sql, segment, files);
            quarantine.release(sql, files);
            sql.execute(advanced(segment, loaded, watermark.isPresent()));
            return loaded;
        }
    }

    /** The files of a segment but for those that an operator, or the policy, passes over. */
    List<Marker.File> unskipped(Statement sql, ChainSegment segment) throws SQLException {
        List<String> skipped = quarantine.skipped(sql, segment.files());
        return segment.files().stream()
                .filter(file -> !skipped.contains(file.path()))
                .toList();
    }

    /** Stages files and goes no further; the caller rolls back. */
    void stage(Connection connection, List<Marker.File> files) throws SQLException, WarehouseFault {
        try (Statement sql = connection.createStatement()) {
            sql.setEscapeProcessing(false);
            for (Map.Entry<Table, List<Marker.File>> table : byTable(files).entrySet()) {
                stage(sql, table.getKey(), table.getValue());
            }
        }
    }

    /** Says more about files that did not load, once the transaction is rolled back. */
    WarehouseFault explain(Connection connection, WarehouseFault fault) {
        return fault.kind() == WarehouseFault.Kind.FILES ? dialect.explain(connection, fault) : fault;
    }

    /** This moment, as a statement says it. */
    String now() {
        return literal(clock.instant());
    }

    private static String literal(Instant moment) {
        return TIMESTAMP.format(LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
    }

    /** Up to where a partition is loaded; empty before its first load. */
    OptionalLong watermark(Statement sql, ChainSegment segment) throws SQLException {
        try (ResultSet rows = sql.executeQuery(watermark(segment))) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }

    String watermark(ChainSegment segment) {
        return "SELECT position FROM load_watermarks WHERE topic = " + dialect.literal(segment.topic())
                + " AND kafka_partition = " + segment.partition();
    }

    Loaded load(Statement sql, List<Marker.File> files) throws SQLException, WarehouseFault {
        long inserted = 0;
        long copies = 0;
        for (Map.Entry<Table, List<Marker.File>> entry : byTable(files).entrySet()) {
            Table table = entry.getKey();
            long staged = stage(sql, table, entry.getValue());
            long fresh = staged == 0 ? 0 : insert(sql, table);
            sql.execute("DROP TABLE " + staging(table));
            if (Tables.countsRecords(table)) {
                inserted += fresh;
                copies += staged - fresh;
            }
        }
        return new Loaded(files.size(), inserted, copies);
    }

    static Map<Table, List<Marker.File>> byTable(List<Marker.File> files) throws WarehouseFault {
        Map<Table, List<Marker.File>> tables = new LinkedHashMap<>();
        for (Marker.File file : files) {
            String name = table(file).name();
            for (Table table : Tables.ALL) {
                if (table.name().equals(name)) {
                    tables.computeIfAbsent(table, none -> new ArrayList<>()).add(file);
                }
            }
        }
        return tables;
    }

    /** The table of a file as it was in the file's version. */
    static Table table(Marker.File file) throws WarehouseFault {
        return Tables.of(file)
                .orElseThrow(() -> new WarehouseFault("File " + file.path() + " is of table " + file.table()
                        + " version " + file.version() + ", which this version of the program does not know"));
    }

    static String staging(Table table) {
        return "staging_" + table.name();
    }

    private long stage(Statement sql, Table table, List<Marker.File> files) throws SQLException, WarehouseFault {
        sql.execute(dialect.createStaging(staging(table), table));
        long staged = 0;
        for (LoadDialect.Copy copy : copies(table, files)) {
            try {
                dialect.copy(sql, copy);
            } catch (SQLException fault) {
                throw new WarehouseFault(
                        WarehouseFault.Kind.FILES, named(copy.files()) + ": " + SqlSentence.of(fault), fault);
            }
            long rows = count(sql, staging(table)) - staged;
            long promised = copy.files().stream().mapToLong(Marker.File::rows).sum();
            if (rows != promised) {
                throw new WarehouseFault(
                        WarehouseFault.Kind.FILES,
                        named(copy.files()) + " holds " + rows + " rows where its marker says " + promised);
            }
            staged += rows;
        }
        return staged;
    }

    /** One for each version of the table, and for as many files as the database takes at once. */
    List<LoadDialect.Copy> copies(Table table, List<Marker.File> files) {
        Map<Integer, List<Marker.File>> versions = files.stream()
                .collect(Collectors.groupingBy(Marker.File::version, LinkedHashMap::new, Collectors.toList()));
        List<LoadDialect.Copy> copies = new ArrayList<>();
        versions.forEach((version, all) -> {
            for (int from = 0; from < all.size(); from += Math.min(dialect.filesPerCopy(), all.size() - from)) {
                int to = Math.min(all.size() - from, dialect.filesPerCopy()) + from;
                copies.add(new LoadDialect.Copy(staging(table), table.at(version), all.subList(from, to)));
            }
        });
        return copies;
    }

    private static String named(List<Marker.File> files) {
        String first = "File " + files.get(0).path();
        return files.size() == 1 ? first : first + " and " + (files.size() - 1) + " more";
    }

    /** By looking at every row: what a database only remembers to have written need not be there (DuckDbDialect). */
    private static long count(Statement sql, String table) throws SQLException {
        try (ResultSet rows = sql.executeQuery("SELECT coalesce(sum(staged), 0) FROM (SELECT count(*) AS staged FROM "
                + table + " GROUP BY kafka_partition) AS scanned")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private long insert(Statement sql, Table table) throws SQLException {
        Instant from;
        Instant to;
        try (ResultSet range = sql.executeQuery("SELECT CAST(min(received_ts) AS VARCHAR(32)),"
                + " CAST(max(received_ts) AS VARCHAR(32)) FROM " + staging(table))) {
            range.next();
            from = moment(range.getString(1));
            to = moment(range.getString(2));
        }
        return sql.executeLargeUpdate(insert(table, from, to));
    }

    /** The insert of what is staged, with receptions in a range that is known. */
    String insert(Table table, Instant from, Instant to) {
        String same = table.identity().stream()
                .map(column -> "standing." + column + " = fresh." + column)
                .collect(Collectors.joining(" AND "));
        return INSERT.formatted(
                table.name(),
                table.columnList(),
                staging(table),
                String.join(", ", table.identity()),
                same,
                literal(from.minus(duplicates)),
                literal(to.plus(duplicates)));
    }

    private static Instant moment(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }

    void remember(Statement sql, ChainSegment segment, List<Marker.File> files) throws SQLException {
        String statement = history(segment, files);
        if (!statement.isEmpty()) {
            sql.execute(statement);
        }
    }

    /** Nothing where there are no files. */
    String history(ChainSegment segment, List<Marker.File> files) {
        List<String> rows = new ArrayList<>();
        for (Marker link : segment.links()) {
            for (Marker.File file : link.files()) {
                if (files.contains(file)) {
                    rows.add("(%s, %s, %d, %s, %d, %d, %d, %d, %d, %s)"
                            .formatted(
                                    dialect.literal(file.path()),
                                    dialect.literal(file.table()),
                                    file.version(),
                                    dialect.literal(link.topic()),
                                    link.partition(),
                                    link.start(),
                                    link.end(),
                                    file.bytes(),
                                    file.rows(),
                                    now()));
                }
            }
        }
        return rows.isEmpty()
                ? ""
                : "INSERT INTO load_history (path, table_name, table_version, topic, kafka_partition,"
                        + " start_position, end_position, bytes, rows, loaded_at) VALUES " + String.join(", ", rows);
    }

    /** @param known the partition has a watermark */
    String advanced(ChainSegment segment, Loaded loaded, boolean known) {
        String topic = dialect.literal(segment.topic());
        return known
                ? "UPDATE load_watermarks SET position = %d, files = files + %d, rows = rows + %d, duplicates = duplicates + %d WHERE topic = %s AND kafka_partition = %d"
                        .formatted(
                                segment.end(),
                                loaded.files(),
                                loaded.rows(),
                                loaded.duplicates(),
                                topic,
                                segment.partition())
                : "INSERT INTO load_watermarks (topic, kafka_partition, position, files, rows, duplicates) VALUES (%s, %d, %d, %d, %d, %d)"
                        .formatted(
                                topic,
                                segment.partition(),
                                segment.end(),
                                loaded.files(),
                                loaded.rows(),
                                loaded.duplicates());
    }
}
