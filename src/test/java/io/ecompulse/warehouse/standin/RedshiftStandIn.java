package io.ecompulse.warehouse.standin;

import io.ecompulse.lake.LakeStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The running stand-in. One database, many sessions, a port of its own. */
public final class RedshiftStandIn implements AutoCloseable {
    public static final String USER = "loader";
    public static final String PASSWORD = "secret";
    public static final String ROLE = "arn:aws:iam::123456789012:role/copy";

    private final ServerSocket server;
    private final DuckDBConnection database;
    private final Path scratch;
    private final Map<String, Semaphore> locks = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Integer>> widths = new ConcurrentHashMap<>();
    private final Queue<Strike> strikes = new ConcurrentLinkedQueue<>();
    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sessions = new AtomicInteger(100);
    private volatile LakeStore lake;

    /** What becomes of the next statement that begins so. */
    private record Strike(
            String beginning, Kind kind, @Nullable Refusal refusal) {}

    /** When a connection is cut. */
    public enum Kind {
        /** The statement is never executed. */
        CUT_BEFORE,
        /** It is, but nobody hears of it. */
        CUT_AFTER,
        /** It is refused. */
        REFUSE
    }

    private RedshiftStandIn(ServerSocket server, DuckDBConnection database, Path scratch, LakeStore lake) {
        this.server = server;
        this.database = database;
        this.scratch = scratch;
        this.lake = lake;
    }

    /** @param lake what its s3:// addresses mean */
    public static RedshiftStandIn start(Path scratch, LakeStore lake) throws IOException, SQLException {
        DuckDBConnection database = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        try (Statement sql = database.createStatement()) {
            sql.execute("SET GLOBAL autoinstall_known_extensions = false");
            sql.execute("SET GLOBAL threads = 1");
            sql.execute("SET GLOBAL TimeZone = 'UTC'");
            sql.execute("CREATE VIEW svv_columns AS SELECT table_schema, table_name, column_name, ordinal_position,"
                    + " data_type FROM information_schema.columns");
            sql.execute("CREATE TABLE load_errors (session_id INTEGER, start_time TIMESTAMP, file_name VARCHAR,"
                    + " column_name VARCHAR, error_message VARCHAR)");
            sql.execute("CREATE VIEW sys_load_error_detail AS FROM load_errors");
            sql.execute("CREATE VIEW stl_load_errors AS SELECT session_id AS session, start_time AS starttime,"
                    + " file_name AS filename, column_name AS colname, error_message AS err_reason FROM load_errors");
            sql.execute("CREATE MACRO getdate() AS date_trunc('second', now()::TIMESTAMP)");
        }
        RedshiftStandIn standIn =
                new RedshiftStandIn(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), database, scratch, lake);
        standIn.daemon(standIn::accept, "redshift");
        return standIn;
    }

    public String url() {
        return "jdbc:redshift://127.0.0.1:" + server.getLocalPort() + "/dev?ssl=false";
    }

    public void lake(LakeStore store) {
        lake = store;
    }

    LakeStore lake() {
        return lake;
    }

    Path scratch() {
        return scratch;
    }

    /** Cuts the connection of whoever next sends a statement that begins so. */
    public void strike(String beginning, Kind kind) {
        strikes.add(new Strike(beginning, kind, null));
    }

    /** Refuses the next statement that begins so. */
    public void refuse(String beginning, Refusal refusal) {
        strikes.add(new Strike(beginning, Kind.REFUSE, refusal));
    }

    /** All statements so far, spaces made one. */
    public List<String> trace() {
        synchronized (trace) {
            return List.copyOf(trace);
        }
    }

    public void forget() {
        trace.clear();
    }

    /** The first column of a query, asked beside all sessions. */
    public List<String> column(String query) {
        try (Connection own = duplicate();
                Statement sql = own.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** Changes the database beside all sessions. */
    public void run(String statement) throws SQLException {
        try (Connection own = duplicate();
                Statement sql = own.createStatement()) {
            sql.execute(statement);
        }
    }

    Connection duplicate() throws SQLException {
        return database.duplicate();
    }

    /** Strikes at most once for each call of {@link #strike}. */
    @Nullable
    Kind struck(String statement, boolean after) throws Refusal {
        for (Strike strike : List.copyOf(strikes)) {
            boolean due = (strike.kind() == Kind.CUT_AFTER) == after;
            if (due && statement.startsWith(strike.beginning()) && strikes.remove(strike)) {
                if (strike.refusal() != null) {
                    throw strike.refusal();
                }
                return strike.kind();
            }
        }
        return null;
    }

    void traced(String statement) {
        trace.add(statement);
    }

    Semaphore lock(String table) {
        return locks.computeIfAbsent(table, none -> new Semaphore(1));
    }

    /** The byte limits of a table's text columns, by name. */
    Map<String, Integer> widths(String table) {
        return widths.computeIfAbsent(table, none -> new ConcurrentHashMap<>());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Session session = new Session(this, socket, sessions.incrementAndGet());
                daemon(session::run, "redshift-session");
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException, SQLException {
        server.close();
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        database.close();
    }
}
