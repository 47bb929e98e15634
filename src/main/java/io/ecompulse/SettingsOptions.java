package io.ecompulse;

import io.ecompulse.config.Settings;
import io.ecompulse.config.SettingsException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command gets its settings: a file, the environment, and single keys. */
final class SettingsOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A properties file; conf/reference.properties lists every key with its default.")
    private @Nullable Path config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets one key, beating file and environment.")
    private Map<String, String> overrides = new HashMap<>();

    /** The settings with {@code base} below the file, so that a command may have defaults of its own. */
    Settings read(Map<String, String> base) throws SettingsException {
        return read(base, Map.of());
    }

    /** As {@link #read(Map)}, with options of the command that beat everything but {@code --set}. */
    Settings read(Map<String, String> base, Map<String, String> options) throws SettingsException {
        Map<String, String> file = new HashMap<>(base);
        file.putAll(file());
        Map<String, String> above = new HashMap<>(options);
        above.putAll(overrides);
        return new Settings(file, System.getenv(), above);
    }

    /** Whether anything was said, beside the environment. */
    boolean isGiven() {
        return config != null || !overrides.isEmpty();
    }

    private Map<String, String> file() throws SettingsException {
        Properties properties = new Properties();
        if (config != null) {
            try (Reader reader = Files.newBufferedReader(config)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException unreadable) {
                throw new SettingsException(List.of("--config " + config + " cannot be read: "
                        + unreadable.getClass().getSimpleName()));
            }
        }
        Map<String, String> file = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> file.put(key, properties.getProperty(key)));
        return file;
    }
}
