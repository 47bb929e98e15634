package io.ecompulse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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

    private static final String WEB =
            "sources: [{id: web, writeKeys: [w1]}, {id: old, enabled: false, writeKeys: [old-key]}]";

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

    @Test
    void readsTheOriginsAndTheRate() throws SettingsException {
        Sources sources = SourcesFile.parse("""
                        sources:
                          - {id: any}
                          - {id: none, origins: [], rate: {eventsPerSecond: 0}}
                          - id: two
                            origins: ["https://shop.example", "http://[::1]:3000", "null", "app://x"]
                            rate: {eventsPerSecond: 500, burst: 700}
                          - {id: star, origins: ["*"], rate: {eventsPerSecond: 500}}
                        """, false);

        assertThat(sources.all())
                .extracting(Source::origins)
                .containsExactly(
                        Set.of("*"),
                        Set.of(),
                        Set.of("https://shop.example", "http://[::1]:3000", "null", "app://x"),
                        Set.of("*"));
        assertThat(sources.all())
                .extracting(Source::rate)
                .containsExactly(null, Rate.UNLIMITED, new Rate(500, 700), new Rate(500, 5_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://Shop.example",
                "https://shop.example/",
                "https://shop.example:443",
                "http://shop.example:80",
                "shop.example",
                "https://*.shop.example",
                "//shop.example",
                "https://shop.example, https://b.example",
                ""
            })
    void anOriginThatNoBrowserWritesIsRefused(String origin) {
        assertThat(problems("sources: [{id: a, origins: ['" + origin + "']}]"))
                .containsExactly("source a: origins entry 1: expected \"*\" or what browsers write, such as"
                        + " https://shop.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "origins: x | source a: origins: expected a list",
                "origins: ['*', 'https://b.example'] | source a: origins: \"*\" allows all; name no other beside it",
                "rate: 500 | source a: rate: expected {eventsPerSecond: 500, burst: 5000}",
                "rate: {} | source a: rate: eventsPerSecond: expected a whole number from 0 to 10000000",
                "rate: {eventsPerSecond: 10000001} | source a: rate: eventsPerSecond: expected a whole number from 0 to 10000000",
                "rate: {eventsPerSecond: -1} | source a: rate: eventsPerSecond: expected a whole number from 0 to 10000000",
                "rate: {eventsPerSecond: 1.5} | source a: rate: eventsPerSecond: expected a whole number from 0 to 10000000",
                "rate: {eventsPerSecond: 1, burst: 100000001} | source a: rate: burst: expected a whole number from 0 to 100000000",
                "rate: {eventsPerSecond: 1, busrt: 1} | source a: rate: busrt is no setting; did you mean burst?"
            },
            quoteCharacter = '`')
    void eachMistakeAboutAdmissionHasItsSentence(String settings, String sentence) {
        assertThat(problems("sources: [{id: a, " + settings + "}]")).containsExactly(sentence);
    }

    @Test
    void theLargestRateIsTaken() {
        assertThat(problems("sources: [{id: a, rate: {eventsPerSecond: 10000000, burst: 100000000}}]"))
                .isEmpty();
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keys: enforce | ENFORCE",
                "keys: dry_run, defaultSource: web | DRY_RUN",
                "keys: off, defaultSource: web | OFF",
                "keys: 'off', defaultSource: web | OFF"
            },
            quoteCharacter = '`')
    void keysAreEnforcedUnlessTheFileSaysOtherwise(String head, KeyMode expected) throws SettingsException {
        Sources sources = SourcesFile.parse("{" + head + ", " + WEB + "}", false);

        assertThat(sources.keys()).isEqualTo(expected);
        assertThat(sources.forStranger("unknown").isPresent()).isEqualTo(expected != KeyMode.ENFORCE);
        assertThat(sources.forStranger(null).isPresent()).isEqualTo(expected != KeyMode.ENFORCE);
    }

    @Test
    void theKeyOfADisabledSourceIsNoStrangers() throws SettingsException {
        Sources sources = SourcesFile.parse("{keys: off, defaultSource: web, " + WEB + "}", false);

        assertThat(sources.byWriteKey("old-key")).isEmpty();
        assertThat(sources.forStranger("old-key")).isEmpty();
        assertThat(sources.forStranger("unknown")).map(Source::id).contains("web");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keys: off | defaultSource is missing: with keys: off it names the source that events without a known key belong to",
                "keys: dry_run, defaultSource: shop | defaultSource: expected the id of an enabled source",
                "keys: dry_run, defaultSource: old | defaultSource: expected the id of an enabled source",
                "keys: dry_run, defaultSource: 7 | defaultSource: expected the id of an enabled source",
                "defaultSource: shop | defaultSource: expected the id of an enabled source",
                "keys: true, defaultSource: web | keys: expected enforce, dry_run or off",
                "keys: [off], defaultSource: web | keys: expected enforce, dry_run or off",
                "key: off | sources file: key is no setting; did you mean keys?"
            },
            quoteCharacter = '`')
    void eachMistakeAboutStrangersHasItsSentence(String head, String sentence) {
        assertThat(problems("{" + head + ", " + WEB + "}")).containsExactly(sentence);
    }

    private static List<String> problems(String yaml) {
        try {
            SourcesFile.parse(yaml, false);
            return List.of();
        } catch (SettingsException refused) {
            return refused.problems();
        }
    }
}
