package io.ecompulse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuppressedSubjectsTest {
    @TempDir
    private Path folder;

    @Test
    void aLineIsTheHashOfSourceAndId() {
        // printf 'web\0user-17' | sha256sum
        assertThat(SuppressedSubjects.line("web", "user-17"))
                .isEqualTo("6554f2c39e7f296fa13b375a008028d971ee2e89c4b2f7909fd34eec3ce5c80f");
    }

    @Test
    void knowsWhomItListsAndNobodyElse() throws Exception {
        SuppressedSubjects subjects = read(
                "# asked on 1 March\n\n"
                        + IntStream.range(0, 500)
                                .mapToObj(i -> SuppressedSubjects.line("web", "user-" + i))
                                .collect(Collectors.joining("\n")),
                500);

        assertThat(subjects.size()).isEqualTo(500);
        for (int i = 0; i < 500; i++) {
            assertThat(subjects.contains("web", utf8("user-" + i))).isTrue();
            assertThat(subjects.contains("app", utf8("user-" + i))).isFalse();
            assertThat(subjects.contains("web", utf8("user-" + (500 + i)))).isFalse();
        }
        assertThat(SuppressedSubjects.NONE.contains("web", utf8("user-1"))).isFalse();
    }

    @Test
    void sourceAndIdCannotBeMovedIntoEachOther() {
        assertThat(SuppressedSubjects.line("web", "1x")).isNotEqualTo(SuppressedSubjects.line("web1", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user-17", "0a", "zz", "0123456789012345678901234567890123456789012345678901234567890123z"})
    void refusesALineThatIsNoHashAndDoesNotQuoteIt(String line) {
        SettingsException wrong = catchThrowableOfType(SettingsException.class, () -> read("# one\n" + line + "\n", 5));

        assertThat(wrong.problems())
                .singleElement()
                .asString()
                .contains("line 2")
                .doesNotContain("user-17");
    }

    @Test
    void takesAsManyAsItMayAndNotOneMore() throws Exception {
        String two = SuppressedSubjects.line("web", "a") + "\n" + SuppressedSubjects.line("web", "b") + "\n";

        assertThat(read(two, 2).size()).isEqualTo(2);
        SettingsException wrong = catchThrowableOfType(SettingsException.class, () -> read(two, 1));
        assertThat(wrong.problems()).singleElement().asString().contains("privacy.subjects.max = 1");
    }

    @Test
    void saysThatTheFileIsNotThere() {
        SettingsException wrong =
                catchThrowableOfType(SettingsException.class, () -> SuppressedSubjects.read(folder.resolve("none"), 1));

        assertThat(wrong.problems()).singleElement().asString().contains("NoSuchFileException");
    }

    private SuppressedSubjects read(String text, int max) throws IOException, SettingsException {
        return SuppressedSubjects.read(Files.writeString(folder.resolve("subjects.txt"), text), max);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
