package io.ecompulse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.config.SettingsException;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSubjectsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Health health = new Health();

    @TempDir
    private Path folder;

    private Path file;
    private LiveSubjects subjects;

    @BeforeEach
    void start() throws Exception {
        file = Files.writeString(folder.resolve("subjects.txt"), SuppressedSubjects.line("web", "a"));
        subjects = new LiveSubjects(LiveSubjects.First.read(file, 2), registry, health);
    }

    @Test
    void whereNoFileIsNamedThereIsNobody() throws Exception {
        LiveSubjects nobody =
                new LiveSubjects(LiveSubjects.First.read(null, 2), new SimpleMeterRegistry(), new Health());

        nobody.look();

        assertThat(nobody.get().isEmpty()).isTrue();
    }

    @Test
    void aPersonIsSuppressedOnceTheFileStandsStill() throws Exception {
        write(SuppressedSubjects.line("web", "a") + "\n" + SuppressedSubjects.line("web", "b"));

        subjects.look();
        assertThat(contains("b")).isFalse();
        subjects.look();

        assertThat(contains("a")).isTrue();
        assertThat(contains("b")).isTrue();
        assertThat(value("ecompulse.suppressed.subjects")).isEqualTo(2);
        assertThat(registry.counter("ecompulse.subjects.reloads").count()).isEqualTo(1);
    }

    @Test
    void aFileThatCannotBeUsedKeepsTheLastGoodOne() throws Exception {
        for (String broken : new String[] {"no hash", "a\nb\nc"}) {
            write(broken);
            subjects.look();
            subjects.look();

            assertThat(contains("a")).isTrue();
            assertThat(value("ecompulse.subjects.valid")).isZero();
            assertThat(health.isReady()).isTrue();
        }
        Files.delete(file);
        subjects.look();
        subjects.look();

        assertThat(contains("a")).isTrue();
        assertThat(registry.counter("ecompulse.subjects.reload.failures").count())
                .isEqualTo(3);
    }

    @Test
    void aFileThatCannotBeUsedRefusesTheStart() throws Exception {
        write("no hash");

        assertThatThrownBy(() -> LiveSubjects.First.read(file, 2)).isInstanceOf(SettingsException.class);
    }

    /** As a deployment does it: the new file takes the old one's place, and has another identity. */
    private void write(String text) throws Exception {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean contains(String id) {
        return subjects.get().contains("web", id.getBytes(StandardCharsets.UTF_8));
    }

    private double value(String gauge) {
        return registry.get(gauge).gauge().value();
    }
}
