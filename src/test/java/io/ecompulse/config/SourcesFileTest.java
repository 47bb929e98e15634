package io.ecompulse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesFileTest {
    private static final String TWO_SHOPS = """
            sources:
              - id: web
                name: Web shop
                writeKeys: [w1, "w2"]
                readTokens: [r1]
                ip: keep
              - id: old_app
                enabled: false
                writeKeys: [w3]
                readTokens: [r3]
                spool: false
            """;

    @Test
    void readsEverySourceWithItsDefaults() throws SettingsException {
        Sources sources = SourcesFile.parse(TWO_SHOPS, false);

        assertThat(sources.all())
                .containsExactly(
                        new Source("web", "Web shop", true, List.of("w1", "w2"), List.of("r1"), IpPolicy.KEEP, true),
                        new Source(
                                "old_app", "old_app", false, List.of("w3"), List.of("r3"), IpPolicy.TRUNCATE, false));
    }

    @Test
    void findsASourceByItsKeysAndNoDisabledOne() throws SettingsException {
        Sources sources = SourcesFile.parse(TWO_SHOPS, false);

        assertThat(sources.byWriteKey("w2")).map(Source::id).contains("web");
        assertThat(sources.byReadToken("r1")).map(Source::id).contains("web");
        assertThat(sources.byWriteKey("w3")).isEmpty();
        assertThat(sources.byReadToken("r3")).isEmpty();
        assertThat(sources.byWriteKey("r1")).isEmpty();
        assertThat(sources.byReadToken("w1")).isEmpty();
        assertThat(sources.byWriteKey("")).isEmpty();
        assertThat(sources.byReadToken("")).isEmpty();
    }

    @Test
    void developmentKeysOpenADevelopmentServerAndNothingElse() throws SettingsException {
        String dev = "sources: [{id: dev, writeKeys: [dev-write-key], readTokens: [dev-read-token]}]";

        assertThat(SourcesFile.parse(dev, true).byWriteKey(SourcesFile.DEV_WRITE_KEY))
                .isPresent();
        assertThat(SourcesFile.parse(dev, true).byReadToken(SourcesFile.DEV_READ_TOKEN))
                .isPresent();
        assertThat(problems(dev))
                .containsExactly(
                        "source dev: writeKeys holds dev-write-key, which everyone knows; it is for scripts/dev only",
                        "source dev: readTokens holds dev-read-token, which everyone knows; it is for scripts/dev only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "# nothing", "sources:", "sources: []", "sources: web", "sources: {id: web}", "[]", "text"})
    void aFileWithoutSourcesIsRefused(String yaml) {
        assertThat(problems(yaml)).contains("sources: expected a list with at least one source");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: Web | source id \"Web\": expected lower-case letters, digits, '-' or '_'",
                "id: 'a:b' | source id \"a:b\": expected lower-case letters, digits, '-' or '_'",
                "id: -a | source id \"-a\": expected lower-case letters, digits, '-' or '_'",
                "name: x | source id \"\": expected lower-case letters, digits, '-' or '_'",
                "id: 42 | source : id is no text; put it in quotes",
                "id: no | source : id is no text; put it in quotes",
                "id: a, name: 7 | source a: name is no text; put it in quotes",
                "id: a, ip: hide | source a: ip is \"hide\": expected keep, truncate or drop",
                "id: a, ip: [keep] | source a: ip is no text; put it in quotes",
                "id: a, enabled: maybe | source a: enabled: expected true or false",
                "id: a, enabled: 'false' | source a: enabled: expected true or false",
                "id: a, enabled: null | source a: enabled: expected true or false",
                "id: a, writeKey: [k] | source a: writeKey is no setting; did you mean writeKeys?",
                "id: a, colour: red | source a: colour is no setting",
                "id: a, writeKeys: k | source a: writeKeys: expected a list",
                "id: a, writeKeys: {k: 1} | source a: writeKeys: expected a list",
                "id: a, readTokens: k | source a: readTokens: expected a list",
                "id: a, writeKeys: [123] | source a: writeKeys entry 1: expected a text of visible ASCII",
                "id: a, writeKeys: [k, ''] | source a: writeKeys entry 2: expected a text of visible ASCII",
                "id: a, writeKeys: ['k k'] | source a: writeKeys entry 1: expected a text of visible ASCII",
                "id: a, writeKeys: ['k:k'] | source a: writeKeys entry 1: expected a text of visible ASCII",
                "id: a, readTokens: [null] | source a: readTokens entry 1: expected a text of visible ASCII",
                "id: a, writeKeys: [k, k] | source a: a write key is also a key or token of source a",
                "id: a, writeKeys: [k], readTokens: [k] | source a: a read token is also a key or token of source a"
            },
            quoteCharacter = '`')
    void eachMistakeHasItsSentence(String source, String sentence) {
        assertThat(problems("sources: [{" + source + "}]")).anyMatch(problem -> problem.startsWith(sentence));
    }

    @Test
    void anIdMayHaveSixtyThreeCharactersAndNoMore() {
        assertThat(problems("sources: [{id: " + "a".repeat(63) + "}]")).isEmpty();
        assertThat(problems("sources: [{id: " + "a".repeat(64) + "}]")).hasSize(1);
    }

    @Test
    void doubledIdsAndKeysAreRefusedAcrossSources() {
        assertThat(problems("""
                        sources:
                          - {id: a, writeKeys: [k], readTokens: [r]}
                          - {id: a}
                          - {id: b, writeKeys: [k], readTokens: [r]}
                          - {id: c, writeKeys: [r]}
                        """))
                .containsExactly(
                        "source a stands twice",
                        "source b: a write key is also a key or token of source a",
                        "source b: a read token is also a key or token of source a",
                        "source c: a write key is also a key or token of source a");
    }

    @Test
    void anUnknownNameBesideTheSourcesIsRefused() {
        assertThat(problems("source: []\nsources: [{id: a}]"))
                .containsExactly("sources file: source is no setting; did you mean sources?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sources: [{id: a, writeKeys: [secret}]",
                "sources: [{id: a}]\n---\nsources: [{id: b}]",
                "sources: [{id: a, id: b, writeKeys: [secret]}]",
                "sources: [{id: a}]\nsources: [{id: b}]",
                "\tsecret"
            })
    void whatIsNoSingleCleanDocumentIsRefusedWithoutQuotingIt(String yaml) {
        assertThat(problems(yaml))
                .isNotEmpty()
                .allMatch(problem -> problem.startsWith("sources: "))
                .noneMatch(problem -> problem.contains("secret"));
    }

    @Test
    void noSecretStandsInAReport() {
        assertThat(problems("sources: [{id: a, writeKeys: [secret, secret, 'se cret'], readTokens: [secret]}]"))
                .hasSize(3)
                .noneMatch(problem -> problem.contains("cret"));
    }

    @Test
    void aFileIsReadAsUtf8(@TempDir Path folder) throws IOException, SettingsException {
        Path file = Files.writeString(folder.resolve("sources.yaml"), "sources: [{id: a, name: Grüner Laden}]");

        assertThat(SourcesFile.read(file, false).all()).extracting(Source::name).containsExactly("Grüner Laden");
    }

    @Test
    void aFileThatCannotBeReadIsNamed(@TempDir Path folder) throws IOException {
        Path latin1 = Files.write(folder.resolve("latin1.yaml"), "name: ü".getBytes(StandardCharsets.ISO_8859_1));
        Path missing = folder.resolve("missing.yaml");

        assertThat(catchThrowableOfType(SettingsException.class, () -> SourcesFile.read(missing, false)))
                .hasMessage("sources.file " + missing + " cannot be read: NoSuchFileException");
        assertThat(catchThrowableOfType(SettingsException.class, () -> SourcesFile.read(latin1, false)))
                .hasMessageStartingWith("sources.file " + latin1 + " cannot be read: ");
    }

    static List<String> problems(String yaml) {
        try {
            SourcesFile.parse(yaml, false);
            return List.of();
        } catch (SettingsException refused) {
            return refused.problems();
        }
    }
}
