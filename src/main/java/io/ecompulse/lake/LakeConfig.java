package io.ecompulse.lake;

import io.ecompulse.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of the lake.
 *
 * @param place where the lake stands
 * @param spool the folder of files being written
 * @param windowBytes events of one window, as they stand in the journal
 * @param memoryBytes what all open files may hold in memory together
 * @param itemsMax rows of {@code order_items} that one event gets
 * @param memoEntries user agents whose meaning is remembered, and as many hosts and libraries
 */
public record LakeConfig(
        LakePlace place,
        Path spool,
        String group,
        Duration windowAge,
        long windowBytes,
        long rowGroupBytes,
        long memoryBytes,
        int zstdLevel,
        int itemsMax,
        int memoEntries,
        Duration tick) {
    private static final long MIB = 1024 * 1024;

    public static LakeConfig from(Settings s) {
        return new LakeConfig(
                LakePlace.from(s),
                Path.of(s.text("lake.spool.dir", "/var/lib/ecompulse/spool/lake")),
                s.text("lake.group", "ecompulse-lake"),
                s.duration("lake.window.age", Duration.ofMinutes(5)),
                positive(s, "lake.window.bytes", 1024 * MIB),
                positive(s, "lake.rowgroup.bytes", 16 * MIB),
                positive(s, "lake.memory.bytes", 128 * MIB),
                s.count("lake.zstd.level", 1, 1, 19),
                s.count("lake.items.max", 1000, 1, 1_000_000),
                s.count("lake.memo.entries", 1024, 1, 1_000_000),
                lasting(s, "lake.tick", Duration.ofMillis(500)));
    }

    /** The same, with row groups of another size. */
    LakeConfig withRowGroups(long bytes) {
        return new LakeConfig(
                place,
                spool,
                group,
                windowAge,
                windowBytes,
                bytes,
                memoryBytes,
                zstdLevel,
                itemsMax,
                memoEntries,
                tick);
    }

    /** Opens the store that {@code lake.url} names; blocks. */
    public LakeStore openStore() throws IOException {
        if (place instanceof LakePlace.Bucket bucket) {
            return S3LakeStore.open(bucket);
        }
        return new FileLakeStore(((LakePlace.Folder) place).root());
    }

    static Duration lasting(Settings s, String key, Duration fallback) {
        Duration value = s.duration(key, fallback);
        if (value.toMillis() < 1) {
            s.problem(key + " is 0: expected at least 1ms");
            return fallback;
        }
        return value;
    }

    static long positive(Settings s, String key, long fallback) {
        long bytes = s.bytes(key, fallback);
        if (bytes < 1) {
            s.problem(key + " is 0: expected at least 1 byte");
        }
        return bytes;
    }
}
