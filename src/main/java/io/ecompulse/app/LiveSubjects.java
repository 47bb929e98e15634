package io.ecompulse.app;

import io.ecompulse.config.SettingsException;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The persons of whom nothing is stored, as their file lists them now; nobody where no file is named. */
final class LiveSubjects implements Supplier<SuppressedSubjects> {
    private final Supplier<SuppressedSubjects> current;
    private final @Nullable LiveFile<SuppressedSubjects> file;

    /** The file as the process starts with it; null for none. */
    record First(@Nullable Format format, LiveFile.@Nullable Start<SuppressedSubjects> start) {
        /** @throws SettingsException when it cannot be used */
        static First read(@Nullable Path file, int subjectsMax) throws SettingsException {
            if (file == null) {
                return new First(null, null);
            }
            Format format = new Format(file, subjectsMax);
            return new First(format, LiveFile.Start.of(format));
        }
    }

    /** The list may be long: it is read again only where the file looks another. */
    record Format(Path file, int subjectsMax) implements LiveFile.Format<SuppressedSubjects> {
        private record State(
                long bytes, FileTime written, @Nullable Object key) {}

        @Override
        public String name() {
            return "subjects";
        }

        @Override
        public Object state() throws SettingsException {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return new State(found.size(), found.lastModifiedTime(), found.fileKey());
            } catch (IOException unreadable) {
                throw new SettingsException(List.of("privacy.subjects.file " + file + " cannot be read: "
                        + unreadable.getClass().getSimpleName()));
            }
        }

        @Override
        public SuppressedSubjects read(Object state) throws SettingsException {
            return SuppressedSubjects.read(file, subjectsMax);
        }

        @Override
        public String words(SuppressedSubjects subjects) {
            return subjects.size() + " subjects";
        }
    }

    LiveSubjects(First first, MeterRegistry registry, Health health) {
        Format format = first.format();
        LiveFile.Start<SuppressedSubjects> start = first.start();
        this.file = format == null || start == null ? null : new LiveFile<>(format, start, registry, health);
        this.current = file == null ? () -> SuppressedSubjects.NONE : file;
        Gauge.builder("ecompulse.suppressed.subjects", () -> get().size())
                .description("Persons of whom nothing is stored")
                .register(registry);
    }

    @Override
    public SuppressedSubjects get() {
        return current.get();
    }

    void follow(Vertx vertx, Duration every) {
        if (file != null) {
            file.follow(vertx, every);
        }
    }

    void look() {
        if (file != null) {
            file.look();
        }
    }
}
