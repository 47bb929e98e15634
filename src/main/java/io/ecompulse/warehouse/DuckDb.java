package io.ecompulse.warehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * The embedded database file and its connections. It writes below its own folder only, downloads nothing, and after
 * {@link #open} reads no files but the lake's, whatever SQL asks: those settings cannot be changed back while it is open.
 */
final class DuckDb {
    private final String url;
    private final Properties properties = new Properties();

    private DuckDb(WarehouseConfig.DuckDb config) {
        Path folder = config.folder().toAbsolutePath();
        this.url = "jdbc:duckdb:" + folder.resolve("warehouse.duckdb");
        properties.setProperty("home_directory", folder.toString());
        properties.setProperty(
                "extension_directory", folder.resolve("extensions").toString());
        properties.setProperty("secret_directory", folder.resolve("secrets").toString());
        properties.setProperty("temp_directory", folder.resolve("tmp").toString());
        properties.setProperty("allow_persistent_secrets", "false");
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty("memory_limit", config.memoryBytes() / 1024 + "KiB");
        properties.setProperty("jdbc_stream_results", "true"); // A result comes bit by bit, not all at once.
        properties.setProperty("threads", Integer.toString(config.threads()));
    }

    /** An open database and its first connection; the database is open as long as any connection is. */
    record Opened(DuckDb database, Connection connection) {}

    /** @param lake the folder of the lake, the only one that SQL may read from */
    static Opened open(WarehouseConfig.DuckDb config, String lake) throws SQLException, IOException {
        Files.createDirectories(config.folder());
        DuckDb database = new DuckDb(config);
        Connection connection = DriverManager.getConnection(database.url, database.properties);
        try (Statement sql = connection.createStatement()) {
            sql.execute("SET GLOBAL TimeZone = 'UTC'");
            sql.execute("SET GLOBAL allowed_directories = [" + quoted(lake) + "]");
            sql.execute("SET GLOBAL enable_external_access = false");
            sql.execute("SET GLOBAL lock_configuration = true");
        } catch (SQLException fault) {
            connection.close();
            throw fault;
        }
        return new Opened(database, connection);
    }

    /** Another connection to the open database. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, properties);
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
