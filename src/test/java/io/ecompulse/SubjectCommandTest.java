package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.SuppressedSubjects;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it prints keeps a person's events from being stored, and nobody else's. */
class SubjectCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsTheLineOfOneId() {
        assertThat(run("", "--source", "web", "user-17")).isZero();

        assertThat(out.toString().strip())
                .isEqualTo(SuppressedSubjects.line("web", "user-17"))
                .matches("[0-9a-f]{64}");
    }

    @Test
    void printsALineForEachLineOfStandardInput() {
        assertThat(run("user-17\r\n\n  spaced \nJürgen", "--source", "web")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        SuppressedSubjects.line("web", "user-17"),
                        SuppressedSubjects.line("web", "  spaced "),
                        SuppressedSubjects.line("web", "Jürgen"));
    }

    @Test
    void whatItPrintsIsWhatTheEdgeReads(@TempDir Path folder) throws Exception {
        run("\uFEFFone\ntwo", "--source", "web");
        Path file = Files.writeString(folder.resolve("subjects.txt"), "# asked for in May\n" + out);

        SuppressedSubjects subjects = SuppressedSubjects.read(file, 2);

        assertThat(subjects.size()).isEqualTo(2);
        assertThat(subjects.contains("web", utf8("one"))).isTrue();
        assertThat(subjects.contains("web", utf8("two"))).isTrue();
        assertThat(subjects.contains("app", utf8("one"))).isFalse();
        assertThat(subjects.contains("web", utf8("three"))).isFalse();
    }

    @Test
    void refusesInputThatIsNoTextInsteadOfPrintingSomebodyElsesLine() {
        int code =
                run(new ByteArrayInputStream("J\u00fcrgen".getBytes(StandardCharsets.ISO_8859_1)), "--source", "web");

        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("ecompulse: standard input is not UTF-8; not all of its lines are printed");
    }

    @Test
    void wantsToKnowTheSource() {
        assertThat(run("user-17")).isEqualTo(2);
        assertThat(err.toString()).contains("--source");
    }

    private int run(String input, String... words) {
        return run(new ByteArrayInputStream(utf8(input)), words);
    }

    private int run(InputStream input, String... words) {
        String[] command = new String[words.length + 1];
        command[0] = "subject";
        System.arraycopy(words, 0, command, 1, words.length);
        InputStream before = System.in;
        System.setIn(input);
        try {
            return Main.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true))
                    .execute(command);
        } finally {
            System.setIn(before);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
