package io.ecompulse.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.app.ProgramConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code conf/reference.properties} lists exactly the keys and defaults that the config records read. */
class ReferencePropertiesTest {
    private static final Path REFERENCE = Path.of("conf/reference.properties");

    @Test
    void listsExactlyWhatTheProgramReads() throws IOException {
        Settings settings = new Settings(Map.of(), Map.of(), Map.of());
        ProgramConfig.from(settings);

        assertThat(ReferenceProperties.parse(Files.readAllLines(REFERENCE)).differences(settings.defaults()))
                .isEmpty();
    }

    @Test
    void everyDifferenceIsFound() {
        Settings settings = new Settings(Map.of(), Map.of(), Map.of());
        settings.duration("lake.window.age", Duration.ofMinutes(5));
        settings.bytes("lake.window.bytes", 65_536);
        settings.text("lake.path", "");

        ReferenceProperties reference = ReferenceProperties.parse(List.of(
                "# The lake.",
                "",
                "# How old a window may be.",
                "lake.window.age=6m",
                "",
                "# Old.",
                "lake.codec=zstd",
                "",
                "# Where the lake stands.",
                "lake.path="));

        assertThat(reference.differences(settings.defaults()))
                .containsExactly(
                        "lake.window.age is 5m in code, but 6m here",
                        "lake.window.bytes=64KiB is missing",
                        "lake.codec is read by nobody");
    }

    @Test
    void aFileThatSaysTheSameHasNoDifference() {
        ReferenceProperties reference = ReferenceProperties.parse(
                List.of("# How old a window may be, in two lines", "# of comment.", "a.b=5m"));

        assertThat(reference.differences(new TreeMap<>(Map.of("a.b", "5m")))).isEmpty();
    }

    @Test
    void aKeyWithoutACommentOrTwiceAndABrokenLineAreFound() {
        ReferenceProperties reference = ReferenceProperties.parse(List.of(
                "# About a.",
                "a=1",
                "b=2",
                "# About nothing.",
                "",
                "c=3",
                "# Again.",
                "a=1",
                "# Odd.",
                "no key",
                "#",
                "d=4"));

        assertThat(reference.differences(new TreeMap<>(Map.of("a", "1", "b", "2", "c", "3", "d", "4"))))
                .containsExactly(
                        "line 3: b has no comment of its own",
                        "line 6: c has no comment of its own",
                        "line 8: a stands twice",
                        "line 10: expected key=default: no key",
                        "line 12: d has no comment of its own");
    }
}
