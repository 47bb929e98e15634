package io.ecompulse.warehouse;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One connection to the cluster, made when it is needed and given up after any fault. One use at a time. */
final class RedshiftSession implements AutoCloseable {
    private final WarehouseConfig.Redshift config;
    private @Nullable Connection standing;

    RedshiftSession(WarehouseConfig.Redshift config) {
        this.config = config;
    }

    synchronized <T> T use(Transaction.Work<T> work) throws SQLException, LoadRefused, WarehouseFault {
        Connection connection = standing;
        if (connection == null) {
            connection = connect();
            standing = connection;
        }
        try {
            return work.run(connection);
        } catch (SQLException | WarehouseFault | RuntimeException fault) {
            discard();
            throw fault;
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password());
        properties.setProperty("ApplicationName", "ecompulse");
        properties.setProperty(
                "loginTimeout",
                Long.toString(Math.max(1, config.connectTimeout().toSeconds())));
        // The cluster ends the statement by itself; the socket gives up on a cluster that is not there any more.
        long silence = config.statementTimeout().toSeconds() + 30;
        properties.setProperty("socketTimeout", Long.toString(silence));
        properties.setProperty("tcpKeepAlive", "true");
        Connection connection = DriverManager.getConnection(config.url(), properties);
        try (Statement sql = connection.createStatement()) {
            sql.execute("SET statement_timeout TO " + config.statementTimeout().toMillis());
            sql.execute("SET timezone TO 'UTC'"); // As the cluster dates its load errors.
            sql.execute("SET search_path TO \"" + config.schema() + "\"");
        } catch (SQLException fault) {
            connection.close();
            throw fault;
        }
        return connection;
    }

    private void discard() {
        Connection broken = standing;
        standing = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException gone) { // It was to be closed, and is.
                standing = null;
            }
        }
    }

    @Override
    public synchronized void close() {
        discard();
    }
}
