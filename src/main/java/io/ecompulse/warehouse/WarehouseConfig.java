package io.ecompulse.warehouse;

import io.ecompulse.config.Settings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of the warehouse.
 *
 * @param duckDb the embedded database
 * @param every how often the chains are looked at
 * @param links commit markers of one transaction
 * @param rows rows after which a transaction takes no further marker
 */
public record WarehouseConfig(
        DuckDb duckDb, Duration every, int links, int rows, Duration retryFirst, Duration retryMax, Sql sql) {
    private static final long MIB = 1024 * 1024;

    /**
     * The embedded database.
     *
     * @param folder everything it writes stands below
     * @param duplicatesWindow how far apart two receptions of one event id may be to be taken for the same event
     */
    public record DuckDb(Path folder, long memoryBytes, int threads, Duration duplicatesWindow) {}

    /**
     * Limits of the queries that people type.
     *
     * @param bytes of an answer's rows, as they stand in its JSON
     * @param waiting queries at work or waiting; more are refused
     */
    public record Sql(int rows, long bytes, Duration timeout, int concurrent, int waiting) {}

    public static WarehouseConfig from(Settings s) {
        return new WarehouseConfig(
                new DuckDb(
                        Path.of(s.text("warehouse.duckdb.dir", "/var/lib/ecompulse/warehouse")),
                        s.bytes("warehouse.duckdb.memory", 512 * MIB),
                        s.count("warehouse.duckdb.threads", 2, 1, 256),
                        s.duration("warehouse.duplicates.window", Duration.ofDays(1))),
                atLeastOneMilli(s, "warehouse.load.every", Duration.ofSeconds(5)),
                s.count("warehouse.load.links", 50, 1, 10_000),
                s.count("warehouse.load.rows", 1_000_000, 1, Integer.MAX_VALUE),
                s.duration("warehouse.load.retry.first", Duration.ofSeconds(1)),
                s.duration("warehouse.load.retry.max", Duration.ofMinutes(1)),
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
