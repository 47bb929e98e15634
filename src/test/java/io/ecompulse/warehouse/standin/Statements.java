package io.ecompulse.warehouse.standin;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One session's statements: Redshift's transactions and dialect in front of DuckDB's. */
final class Statements implements AutoCloseable {
    private static final Pattern LIKE =
            Pattern.compile("CREATE TEMP TABLE (\\w+) \\(LIKE (\\w+)\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TABLE =
            Pattern.compile("(?:CREATE TABLE IF NOT EXISTS|ALTER TABLE) (\\w+) (.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TEXT_COLUMN = Pattern.compile("(\\w+) VARCHAR\\((\\d+)\\)");
    /** Where DuckDB would take what Redshift does not know. */
    private static final Pattern FOREIGN = Pattern.compile(
            "epoch_us|make_timestamp|CREATE OR REPLACE TABLE|CREATE OR REPLACE TEMP"
                    + "|ADD COLUMN IF NOT EXISTS|ON CONFLICT|BY NAME|GROUP BY ALL|FILTER ?\\(|read_parquet|duckdb_|arg_max|strftime"
                    + "|json_extract\\w*\\(|::JSON|\\blist_\\w+\\(|\\bUUID\\b|HUGEINT|UBIGINT",
            Pattern.CASE_INSENSITIVE);

    private final RedshiftStandIn cluster;
    private final int process;
    private final Connection connection;
    private final List<Semaphore> held = new ArrayList<>();
    private String wanted = "";
    private boolean open;
    private boolean snapshot;

    Statements(RedshiftStandIn cluster, int process) throws SQLException {
        this.cluster = cluster;
        this.process = process;
        this.connection = cluster.duplicate();
    }

    /** @param columns none where a statement answers with its tag alone */
    record Answer(List<String> columns, List<List<@Nullable String>> rows, String tag) {
        static Answer tag(String tag) {
            return new Answer(List.of(), List.of(), tag);
        }
    }

    boolean inTransaction() {
        return open;
    }

    Answer execute(String statement) throws Refusal {
        String first = statement.split("[ ;]", 2)[0].toUpperCase(Locale.ROOT);
        try {
            return switch (first) {
                case "BEGIN" -> begin();
                case "COMMIT", "ROLLBACK" -> end(first);
                case "SET" -> set(statement);
                case "LOCK" -> lock(statement);
                case "TRUNCATE" -> truncate(statement);
                case "COPY" -> copy(statement);
                default -> other(statement, first);
            };
        } catch (SQLException fault) {
            throw refusal(fault);
        }
    }

    private static Refusal refusal(SQLException fault) {
        String message = String.valueOf(fault.getMessage());
        return message.contains("onflict") ? Refusal.conflict() : new Refusal("42601", message, "");
    }

    private Answer begin() {
        open = true;
        snapshot = false;
        return Answer.tag("BEGIN");
    }

    /** Like Redshift's, the snapshot is taken by the first statement that reads or writes: a LOCK is none. */
    private void takeSnapshot() throws SQLException {
        takePath();
        if (open && !snapshot) {
            snapshot = true;
            run("BEGIN TRANSACTION");
            run("SELECT count(*) FROM information_schema.tables");
        }
    }

    private Answer end(String how) throws SQLException {
        try {
            if (snapshot) {
                run(how);
            }
        } finally {
            open = false;
            snapshot = false;
            release();
        }
        return Answer.tag(how);
    }

    private void release() {
        held.forEach(Semaphore::release);
        held.clear();
    }

    private Answer set(String statement) {
        Matcher path = Pattern.compile("SET search_path TO \"?(\\w+)\"?").matcher(statement);
        if (path.matches()) {
            wanted = path.group(1);
        }
        return Answer.tag("SET");
    }

    /** PostgreSQL takes a path to a schema that is not there yet; DuckDB does not. */
    private void takePath() throws SQLException {
        if (!wanted.isEmpty()
                && !cluster.column("SELECT 1 FROM pg_namespace WHERE nspname = '" + wanted + "'")
                        .isEmpty()) {
            run("SET search_path = '" + wanted + ",main'");
            wanted = "";
        }
    }

    private Answer lock(String statement) throws Refusal {
        if (!open) {
            throw new Refusal("25P01", "LOCK can only be used in transaction blocks", "");
        }
        Semaphore lock = cluster.lock(statement.substring("LOCK ".length()));
        if (!held.contains(lock)) {
            lock.acquireUninterruptibly();
            held.add(lock);
        }
        return Answer.tag("LOCK TABLE");
    }

    /** Commits, whatever the client thinks of it. */
    private Answer truncate(String statement) throws SQLException {
        takeSnapshot();
        run(statement);
        if (snapshot) {
            run("COMMIT");
            snapshot = false;
        }
        return Answer.tag("TRUNCATE");
    }

    private Answer copy(String statement) throws SQLException, Refusal {
        takeSnapshot();
        return new ManifestCopy(cluster, connection, process).run(statement);
    }

    private Answer other(String statement, String first) throws SQLException, Refusal {
        Matcher foreign = FOREIGN.matcher(statement);
        if (foreign.find()) {
            throw new Refusal("42601", "syntax error at or near \"" + foreign.group() + "\"", "");
        }
        takeSnapshot();
        String own = translated(statement);
        try (Statement sql = connection.createStatement()) {
            if (sql.execute(own)) {
                try (ResultSet rows = sql.getResultSet()) {
                    if (first.equals("SELECT") || first.equals("WITH")) {
                        return answer(rows);
                    }
                    long count = rows.next() ? rows.getLong(1) : 0;
                    return Answer.tag(tag(first, count));
                }
            }
            return Answer.tag(tag(first, Math.max(0, sql.getLargeUpdateCount())));
        }
    }

    private static String tag(String first, long count) {
        return switch (first) {
            case "INSERT" -> "INSERT 0 " + count;
            case "UPDATE", "DELETE" -> first + " " + count;
            default -> first;
        };
    }

    private static Answer answer(ResultSet rows) throws SQLException {
        int width = rows.getMetaData().getColumnCount();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
            columns.add(rows.getMetaData().getColumnLabel(i));
        }
        List<List<@Nullable String>> values = new ArrayList<>();
        while (rows.next()) {
            List<@Nullable String> row = new ArrayList<>();
            for (int i = 1; i <= width; i++) {
                row.add(rows.getString(i));
            }
            values.add(row);
        }
        return new Answer(columns, values, "SELECT");
    }

    private String translated(String statement) throws Refusal {
        String text = statement.replace("\\\\", "\\").replace("pg_backend_pid()", Integer.toString(process));
        Matcher like = LIKE.matcher(text);
        if (like.matches()) {
            Map<String, Integer> widths = cluster.widths(like.group(2));
            cluster.widths(like.group(1)).putAll(widths);
            return "CREATE TEMP TABLE " + like.group(1) + " AS FROM " + like.group(2) + " LIMIT 0";
        }
        Matcher table = TABLE.matcher(text);
        if (table.matches()) {
            Words.refuseReserved(table.group(2));
            TEXT_COLUMN
                    .matcher(table.group(2))
                    .results()
                    .forEach(column ->
                            cluster.widths(table.group(1)).put(column.group(1), Integer.valueOf(column.group(2))));
            return text.replaceAll(" ENCODE \\w+", "")
                    .replaceAll(" (DISTSTYLE \\w+|DISTKEY \\(\\w+\\)|(COMPOUND )?SORTKEY \\([\\w, ]+\\))", "")
                    .replaceAll(" PRIMARY KEY \\([\\w, ]+\\),?", "");
        }
        return Words.view(text);
    }

    private void run(String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close(); // Rolls back.
        release();
    }
}
