package io.ecompulse.warehouse;

import io.ecompulse.lake.Column;
import io.ecompulse.lake.ColumnType;
import io.ecompulse.lake.CommittedFiles;
import io.ecompulse.lake.EventsTable;
import io.ecompulse.lake.LakeStore;
import io.ecompulse.lake.Marker;
import io.ecompulse.lake.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rows of the lake's committed files that meet a condition, read with an empty DuckDB of its own. Only files that a link
 * of a commit chain names are opened, one at a time, and their rows pass by without being kept. Blocks; for one thread.
 */
public final class CommittedRows implements AutoCloseable {
    private static final Table TABLE = EventsTable.TABLE;
    private static final String URL = "jdbc:duckdb:";
    private static final List<String> TEXT = TABLE.columns().stream()
            .filter(column -> column.type().isText())
            .map(Column::name)
            .toList();

    private final LakeStore lake;
    private final LakeFiles files;
    private final Connection connection;

    private CommittedRows(LakeStore lake, LakeFiles files, Connection connection) {
        this.lake = lake;
        this.files = files;
        this.connection = connection;
    }

    /** Whoever takes the rows. */
    @FunctionalInterface
    public interface Reader {
        void row(CommittedRow row) throws IOException, InterruptedException;
    }

    /** @param config its folder is a scratch one, which the caller deletes after the close */
    public static CommittedRows open(WarehouseConfig.DuckDb config, LakeStore lake) throws WarehouseFault {
        if (!isInstalled()) {
            throw new WarehouseFault(
                    "the lake's files are read with DuckDB, which is not installed here: add duckdb_jdbc"
                            + " (folder lib-dev of the distribution) to the class path");
        }
        try {
            LakeFiles files = new LakeFiles(lake, config.folder());
            Connection connection =
                    DuckDb.open(config, files.folder().toString()).connection();
            try {
                files.prepare();
                new LoadTables(new DuckDbDialect(files), config.migrate()).prepare(connection);
            } catch (SQLException | IOException | WarehouseFault fault) {
                connection.close();
                throw fault;
            }
            return new CommittedRows(lake, files, connection);
        } catch (SQLException | IOException fault) {
            throw new WarehouseFault(
                    "DuckDB does not open in " + config.folder() + ": " + SqlSentence.of(fault), fault);
        }
    }

    private static boolean isInstalled() {
        return DriverManager.drivers().anyMatch(CommittedRows::speaksDuckDb);
    }

    private static boolean speaksDuckDb(Driver driver) {
        try {
            return driver.acceptsURL(URL);
        } catch (SQLException unsure) {
            return false;
        }
    }

    /** @throws IllegalArgumentException with one line for whoever typed the condition */
    public void check(String condition) {
        String query = "SELECT 1 FROM " + TABLE.name() + " WHERE " + condition;
        try (Statement sql = connection.createStatement()) {
            String fault = SqlQueries.fault(connection, query);
            if (fault != null) {
                throw new IllegalArgumentException("the condition is " + fault);
            }
            sql.executeQuery(query).close();
        } catch (SQLException fault) {
            throw new IllegalArgumentException("the condition does not work: " + SqlSentence.of(fault), fault);
        }
    }

    /** The committed files at this moment, each partition's in the order of its chain. */
    public List<Marker.File> files() throws IOException {
        return new CommittedFiles(lake)
                .all().stream()
                        .filter(file -> file.table().equals(TABLE.name()))
                        .toList();
    }

    /**
     * Hands over the rows of a file that meet a condition which was checked, in the file's order.
     *
     * @return how many they were
     */
    public long read(Marker.File file, String condition, Reader reader) throws WarehouseFault {
        if (file.version() < 1 || file.version() > TABLE.version()) {
            throw new WarehouseFault("File " + file.path() + " is of table " + file.table() + " version "
                    + file.version() + ", which this version of the program does not know");
        }
        try {
            return files.with(file, local -> read(file, local, condition, reader));
        } catch (SQLException fault) {
            throw new WarehouseFault("File " + file.path() + " cannot be read: " + SqlSentence.of(fault), fault);
        }
    }

    private long read(Marker.File file, Path local, String condition, Reader reader)
            throws SQLException, WarehouseFault {
        try (Statement sql = connection.createStatement()) {
            refuseOtherLength(sql, file, local, condition);
            try (ResultSet rows = sql.executeQuery(query(local, condition))) {
                return hand(rows, reader);
            }
        } catch (IOException fault) {
            throw new WarehouseFault(String.valueOf(fault.getMessage()), fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WarehouseFault("interrupted at file " + file.path(), interrupted);
        }
    }

    /**
     * A file that is shorter than its marker says would be a loss told by nobody. Tries the condition on every row as well: a
     * statement that makes a table says what is wrong with it, where a result that comes bit by bit only says that it broke off.
     */
    private static void refuseOtherLength(Statement sql, Marker.File file, Path local, String condition)
            throws SQLException, WarehouseFault {
        sql.executeLargeUpdate(
                "CREATE OR REPLACE TEMP TABLE counted AS SELECT count(*) AS total, count(*) FILTER (WHERE " + condition
                        + ") AS met FROM " + rows(local));
        try (ResultSet counted = sql.executeQuery("SELECT total FROM counted")) {
            counted.next();
            if (counted.getLong(1) != file.rows()) {
                throw new WarehouseFault("File " + file.path() + " holds " + counted.getLong(1)
                        + " rows where its marker says " + file.rows());
            }
        }
    }

    private static String query(Path local, String condition) {
        return "SELECT " + String.join(", ", TEXT) + ", epoch_us(event_ts), epoch_us(received_ts) FROM " + rows(local)
                + " WHERE " + condition;
    }

    /** By name: what a file is too old to have is null. The name of the table is that of the one it stands for. */
    private static String rows(Path local) {
        String times = TABLE.columns().stream()
                .filter(column -> column.type() == ColumnType.TIMESTAMP)
                .map(column -> column.name() + "::TIMESTAMP AS " + column.name())
                .collect(Collectors.joining(", "));
        return "(SELECT * FROM " + TABLE.name() + " UNION ALL BY NAME SELECT * REPLACE (" + times
                + ") FROM read_parquet(" + quoted(local) + ")) AS " + TABLE.name();
    }

    private static String quoted(Path local) {
        return DuckDb.quoted(local.toString());
    }

    private static long hand(ResultSet rows, Reader reader) throws SQLException, IOException, InterruptedException {
        long count = 0;
        while (rows.next()) {
            Map<String, String> text = new HashMap<>();
            for (int i = 0; i < TEXT.size(); i++) {
                String value = rows.getString(i + 1);
                if (value != null) {
                    text.put(TEXT.get(i), value);
                }
            }
            reader.row(new CommittedRow(text, rows.getLong(TEXT.size() + 1), rows.getLong(TEXT.size() + 2)));
            count++;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException fault) {
            throw new IOException("DuckDB does not close: " + SqlSentence.of(fault), fault);
        }
    }
}
