package io.ecompulse.lake;

import io.ecompulse.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the lake.
 *
 * @param root the lake's folder
 * @param spool the folder of files being written
 * @param windowBytes events of one window, as they stand in the journal
 * @param memoryBytes what all open files may hold in memory together
 */
public record LakeConfig(
        Path root,
        Path spool,
        String group,
        Duration windowAge,
        long windowBytes,
        long rowGroupBytes,
        long memoryBytes,
        int zstdLevel,
        Duration tick) {
    private static final long MIB = 1024 * 1024;
    private static final String DEFAULT_URL = "file:///var/lib/ecompulse/lake";

    public static LakeConfig from(Settings s) {
        return new LakeConfig(
                root(s),
                Path.of(s.text("lake.spool.dir", "/var/lib/ecompulse/spool/lake")),
                s.text("lake.group", "ecompulse-lake"),
                s.duration("lake.window.age", Duration.ofMinutes(5)),
                positive(s, "lake.window.bytes", 1024 * MIB),
                positive(s, "lake.rowgroup.bytes", 16 * MIB),
                positive(s, "lake.memory.bytes", 128 * MIB),
                s.count("lake.zstd.level", 1, 1, 19),
                tick(s));
    }

    /** Opens the store that {@code lake.url} names; blocks. */
    public LakeStore openStore() throws IOException {
        return new FileLakeStore(root);
    }

    private static Path root(Settings s) {
        String url = s.text("lake.url", DEFAULT_URL);
        Path root = folder(url);
        if (root == null) {
            s.problem("lake.url is \"" + url + "\": expected file:///an/absolute/folder, the only kind of lake so far");
            return Path.of("/var/lib/ecompulse/lake");
        }
        return root;
    }

    private static @Nullable Path folder(String url) {
        try {
            URI uri = new URI(url);
            return "file".equals(uri.getScheme()) ? Path.of(uri) : null;
        } catch (URISyntaxException | IllegalArgumentException notAFolder) {
            return null;
        }
    }

    private static Duration tick(Settings s) {
        Duration fallback = Duration.ofMillis(500);
        Duration tick = s.duration("lake.tick", fallback);
        if (tick.toMillis() < 1) {
            s.problem("lake.tick is 0: expected at least 1ms");
            return fallback;
        }
        return tick;
    }

    private static long positive(Settings s, String key, long fallback) {
        long bytes = s.bytes(key, fallback);
        if (bytes < 1) {
            s.problem(key + " is 0: expected at least 1 byte");
        }
        return bytes;
    }
}
