package io.ecompulse;

import io.ecompulse.app.ProgramConfig;
import io.ecompulse.config.Settings;
import io.ecompulse.warehouse.SqlAnswer;
import io.ecompulse.warehouse.WarehouseFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What {@code dev} sets differently from production, all of it below one data folder. */
final class DevSettings {
    private static final int PARTITIONS = 4;

    private DevSettings() {}

    /** The settings of a server on {@code folder}, whose embedded servers listen where it is said. */
    static Map<String, String> of(Path folder, String kafka, String redis) {
        Map<String, String> settings = new HashMap<>();
        settings.put("journal.kafka.bootstrap.servers", kafka);
        settings.put("journal.topic.create", "true");
        settings.put("journal.topic.partitions", Integer.toString(PARTITIONS));
        settings.put("journal.topic.replication", "1");
        settings.put("journal.reader.instance.id", "dev"); // a killed server takes its partitions back at once
        settings.put("spool.dir", folder.resolve("journal-spool").toString());
        settings.put("spool.bytes.max", "256MiB");
        settings.put("spool.segment.bytes", "16MiB");
        settings.put("redis.url", redis);
        settings.put("lake.url", folder.resolve("lake").toUri().toString());
        settings.put("lake.spool.dir", folder.resolve("spool").toString());
        settings.put("lake.window.age", "5s");
        settings.put("warehouse.duckdb.dir", folder.resolve("warehouse").toString());
        settings.put("warehouse.load.every", "1s");
        settings.put("sources.file", home().resolve("conf/sources.yaml").toString());
        return settings;
    }

    /**
     * Makes the temporary folder, into which libraries unpack their native parts. {@code scripts/ecompulse} names it to the
     * JVM, which reads {@code java.io.tmpdir} once, before any of our code; what asks later is told here.
     */
    static void keepInside(Path folder) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        System.setProperty("java.io.tmpdir", temporary.toString());
        System.setProperty("vertx.cacheDirBase", temporary.resolve("vertx").toString());
        System.setProperty("logback.configurationFile", "logback-plain.xml");
    }

    /** Removes what a killed server left unpacked, 70 MB each time; only for whoever holds the folder's lock. */
    static void clearTemporary(Path folder) throws IOException {
        Path temporary = folder.resolve("tmp");
        if (!Files.isDirectory(temporary)) {
            return;
        }
        try (Stream<Path> left = Files.walk(temporary)) {
            for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Asks the warehouse of a folder whose server does not run. */
    static SqlAnswer query(Path folder, String sql) throws Exception {
        if (!Files.isDirectory(folder.resolve("warehouse"))) {
            throw new IllegalArgumentException(
                    "there is no warehouse in " + folder + "; start one with scripts/dev --data " + folder);
        }
        keepInside(folder);
        ProgramConfig config =
                ProgramConfig.from(new Settings(of(folder, "", "redis://127.0.0.1"), Map.of(), Map.of()));
        return WarehouseFile.query(config.warehouse(), config.lake().openStore(), InstantSource.system(), sql);
    }

    private static Path home() {
        return Path.of(System.getProperty("ecompulse.home", "."));
    }
}
