package io.ecompulse.warehouse;

import io.ecompulse.lake.Marker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads and writes {@code load_quarantine}: the committed files that do not load. */
final class Quarantine {
    private static final int REASON_BYTES_MAX = 2000;

    private final LoadDialect dialect;

    Quarantine(LoadDialect dialect) {
        this.dialect = dialect;
    }

    List<HeldFile> files(Connection connection) throws SQLException {
        List<HeldFile> held = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT path, table_name, table_version, topic, kafka_partition,"
                        + " start_position, end_position, bytes, rows, reason, skipped FROM load_quarantine"
                        + " ORDER BY topic, kafka_partition, start_position, path")) {
            while (rows.next()) {
                Marker.File file = new Marker.File(
                        rows.getString(2), rows.getString(1), rows.getLong(8), rows.getLong(9), rows.getInt(3));
                held.add(new HeldFile(
                        file,
                        rows.getString(4),
                        rows.getInt(5),
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getString(10),
                        rows.getBoolean(11)));
            }
        }
        return held;
    }

    /** Writes files down, each once; one that an operator lets go stays so. */
    void hold(Connection connection, List<HeldFile> files, String now) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            dialect.lock(sql);
            sql.execute("DELETE FROM load_quarantine WHERE path IN (" + paths(files) + ")");
            sql.execute("INSERT INTO load_quarantine (path, table_name, table_version, topic, kafka_partition,"
                    + " start_position, end_position, bytes, rows, reason, skipped, found_at) VALUES "
                    + files.stream().map(file -> row(file, now)).collect(Collectors.joining(", ")));
        }
    }

    private String row(HeldFile held, String now) {
        Marker.File file = held.file();
        return "(%s, %s, %d, %s, %d, %d, %d, %d, %d, %s, %s, %s)"
                .formatted(
                        dialect.literal(file.path()),
                        dialect.literal(file.table()),
                        file.version(),
                        dialect.literal(held.topic()),
                        held.partition(),
                        held.start(),
                        held.end(),
                        file.bytes(),
                        file.rows(),
                        dialect.literal(cut(held.reason())),
                        held.skipped(),
                        now);
    }

    /** A character has four bytes at most. */
    private static String cut(String reason) {
        return reason.length() > REASON_BYTES_MAX / 4 ? reason.substring(0, REASON_BYTES_MAX / 4) : reason;
    }

    /** Lets the chain go on without a file; false when it is not held. */
    boolean skip(Connection connection, String path) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            dialect.lock(sql);
            return sql.executeUpdate("UPDATE load_quarantine SET skipped = true WHERE path = " + dialect.literal(path))
                    > 0;
        }
    }

    /** What of these files is to be passed over. */
    List<String> skipped(Statement sql, List<Marker.File> files) throws SQLException {
        List<String> skipped = new ArrayList<>();
        if (!files.isEmpty()) {
            try (ResultSet rows = sql.executeQuery(
                    "SELECT path FROM load_quarantine WHERE skipped AND path IN (" + list(files) + ")")) {
                while (rows.next()) {
                    skipped.add(rows.getString(1));
                }
            }
        }
        return skipped;
    }

    /** Forgets files that loaded after all. */
    void release(Statement sql, List<Marker.File> loaded) throws SQLException {
        if (!loaded.isEmpty()) {
            sql.execute("DELETE FROM load_quarantine WHERE path IN (" + list(loaded) + ")");
        }
    }

    private String paths(List<HeldFile> files) {
        return list(files.stream().map(HeldFile::file).toList());
    }

    private String list(List<Marker.File> files) {
        return files.stream().map(file -> dialect.literal(file.path())).collect(Collectors.joining(", "));
    }
}
