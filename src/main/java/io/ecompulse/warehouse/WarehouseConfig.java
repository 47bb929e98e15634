package io.ecompulse.warehouse;

import io.ecompulse.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The settings of the warehouse.
 *
 * @param duckDb the embedded database
 * @param redshift the cluster; read where {@code warehouse.kind} says so
 */
public record WarehouseConfig(Kind kind, DuckDb duckDb, Redshift redshift, Load load, Sql sql) {
    private static final long MIB = 1024 * 1024;

    /** Which database it is. */
    public enum Kind {
        DUCKDB,
        REDSHIFT
    }

    /** What becomes of a table that an earlier version of the program made. */
    public enum Migrate {
        /** It gets the columns that it lacks. */
        APPLY,
        /** Nothing is loaded until somebody has added them. */
        REFUSE
    }

    /** What becomes of a chain at a file that does not load. */
    public enum BadFile {
        /** It stops there until an operator lets it go on. */
        STOP,
        /** It goes on without the file. */
        SKIP
    }

    /**
     * The embedded database.
     *
     * @param folder everything it writes stands below
     * @param duplicatesWindow how far apart two receptions of one event id may be to be taken for the same event
     */
    public record DuckDb(Path folder, long memoryBytes, int threads, Duration duplicatesWindow, Migrate migrate) {}

    /**
     * When loads happen, and what is done when one fails.
     *
     * @param every how often the chains are looked at
     * @param links commit markers of one transaction
     * @param rows rows after which a transaction takes no further marker
     * @param conflicts failures in a row, by other transactions being in the way, until it is called a problem
     * @param skippedMax files that are passed over without an operator
     */
    public record Load(
            Duration every,
            int links,
            int rows,
            Duration retryFirst,
            Duration retryMax,
            int conflicts,
            BadFile badFile,
            int skippedMax) {

        static Load from(Settings s) {
            return new Load(
                    atLeastOneMilli(s, "warehouse.load.every", Duration.ofSeconds(5)),
                    s.count("warehouse.load.links", 50, 1, 10_000),
                    s.count("warehouse.load.rows", 1_000_000, 1, Integer.MAX_VALUE),
                    s.duration("warehouse.load.retry.first", Duration.ofSeconds(1)),
                    s.duration("warehouse.load.retry.max", Duration.ofMinutes(1)),
                    s.count("warehouse.load.conflicts.max", 10, 1, 1_000),
                    s.choice("warehouse.load.bad.file", BadFile.class, BadFile.STOP),
                    s.count("warehouse.load.skipped.max", 10, 0, 10_000));
        }
    }

    /**
     * The cluster.
     *
     * @param url {@code jdbc:redshift://host:port/database}, without user and password
     * @param role by which COPY reads the lake's bucket: an ARN, or {@code default}
     * @param schema where all tables stand
     * @param manifests the folder of the lake in which manifests stand while they are loaded
     * @param statementTimeout after which a statement is ended
     */
    public record Redshift(
            String url,
            String user,
            String password,
            String role,
            String schema,
            String manifests,
            Duration connectTimeout,
            Duration statementTimeout,
            Duration duplicatesWindow,
            Migrate migrate) {
        private static final Pattern URL =
                Pattern.compile("jdbc:redshift://[A-Za-z0-9.-]+(:\\d{1,5})?/[A-Za-z0-9_$-]+([?;][^@]*)?");
        private static final Pattern ROLE = Pattern.compile(
                "default|arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]+(,arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]+)*");
        private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,126}");
        private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9_-]{1,64}");

        static Redshift from(Settings s, boolean used, Duration duplicates, Migrate migrate) {
            return new Redshift(
                    matching(
                            s,
                            used,
                            "warehouse.redshift.url",
                            "",
                            URL,
                            "jdbc:redshift://host:5439/database, without user and password"),
                    matching(s, used, "warehouse.redshift.user", "", Pattern.compile(".+"), "a user"),
                    s.text("warehouse.redshift.password", ""),
                    matching(
                            s,
                            used,
                            "warehouse.redshift.role",
                            "default",
                            ROLE,
                            "default or arn:aws:iam::123456789012:role/name"),
                    matching(s, used, "warehouse.redshift.schema", "ecompulse", SCHEMA, "a name in lower case"),
                    matching(s, used, "warehouse.redshift.manifests", "_manifests", FOLDER, "the name of one folder"),
                    atLeastOneMilli(s, "warehouse.redshift.connect.timeout", Duration.ofSeconds(10)),
                    atLeastOneMilli(s, "warehouse.redshift.statement.timeout", Duration.ofMinutes(30)),
                    duplicates,
                    migrate);
        }

        /** The value is not repeated: whoever wrote a password into the address would read it in a log. */
        private static String matching(
                Settings s, boolean used, String key, String fallback, Pattern pattern, String expected) {
            String value = s.text(key, fallback);
            if (used && !pattern.matcher(value).matches()) {
                s.problem(key + (value.isEmpty() ? " is missing: expected " : " is not as expected: ") + expected);
            }
            return value;
        }
    }

    /**
     * Limits of the queries that people type.
     *
     * @param bytes of an answer's rows, as they stand in its JSON
     * @param waiting queries at work or waiting; more are refused
     */
    public record Sql(int rows, long bytes, Duration timeout, int concurrent, int waiting) {}

    public static WarehouseConfig from(Settings s) {
        Kind kind = s.choice("warehouse.kind", Kind.class, Kind.DUCKDB);
        Duration duplicates = s.duration("warehouse.duplicates.window", Duration.ofDays(1));
        Migrate migrate = s.choice("warehouse.migrate", Migrate.class, Migrate.APPLY);
        return new WarehouseConfig(
                kind,
                new DuckDb(
                        Path.of(s.text("warehouse.duckdb.dir", "/var/lib/ecompulse/warehouse")),
                        s.bytes("warehouse.duckdb.memory", 512 * MIB),
                        s.count("warehouse.duckdb.threads", 2, 1, 256),
                        duplicates,
                        migrate),
                Redshift.from(s, kind == Kind.REDSHIFT, duplicates, migrate),
                Load.from(s),
                new Sql(
                        s.count("warehouse.sql.rows", 100_000, 1, 1_000_000),
                        atLeastOneByte(s, "warehouse.sql.bytes", 16 * MIB),
                        atLeastOneMilli(s, "warehouse.sql.timeout", Duration.ofSeconds(10)),
                        s.count("warehouse.sql.concurrent", 2, 1, 64),
                        s.count("warehouse.sql.waiting", 8, 1, 1_000)));
    }

    private static long atLeastOneByte(Settings s, String key, long fallback) {
        long value = s.bytes(key, fallback);
        if (value < 1) {
            s.problem(key + " is 0: expected at least 1 byte");
            return fallback;
        }
        return value;
    }

    private static Duration atLeastOneMilli(Settings s, String key, Duration fallback) {
        Duration value = s.duration(key, fallback);
        if (value.toMillis() < 1) {
            s.problem(key + " is 0: expected at least 1ms");
            return fallback;
        }
        return value;
    }
}
