package io.ecompulse.app;

import io.ecompulse.config.SettingsException;
import io.ecompulse.config.Sources;
import io.ecompulse.config.SourcesFile;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The sources now in force. It goes by the file's content, not by its time: a mounted Kubernetes ConfigMap is changed by turning a
 * link.
 */
final class LiveSources implements Supplier<Sources> {
    private final LiveFile<Sources> file;

    /** The file as the process starts with it. */
    record First(Format format, LiveFile.Start<Sources> start) {
        /** @throws SettingsException when it cannot be used */
        static First read(Path file, boolean development) throws SettingsException {
            Format format = new Format(file, development);
            return new First(format, LiveFile.Start.of(format));
        }
    }

    record Format(Path file, boolean development) implements LiveFile.Format<Sources> {
        @Override
        public String name() {
            return "sources";
        }

        @Override
        public Object state() throws SettingsException {
            return SourcesFile.text(file);
        }

        @Override
        public Sources read(Object text) throws SettingsException {
            return SourcesFile.parse((String) text, development);
        }

        @Override
        public String words(Sources sources) {
            return sources.all().size() + " sources, keys: " + sources.keys().tag();
        }
    }

    LiveSources(First first, MeterRegistry registry, Health health) {
        this.file = new LiveFile<>(first.format(), first.start(), registry, health);
    }

    @Override
    public Sources get() {
        return file.get();
    }

    void follow(Vertx vertx, Duration every) {
        file.follow(vertx, every);
    }

    void look() {
        file.look();
    }
}
