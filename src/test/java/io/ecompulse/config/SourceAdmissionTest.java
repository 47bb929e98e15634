package io.ecompulse.config;

import static io.ecompulse.config.SourcesFileTest.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sources file says about who may send: strangers, pages, rates. */
class SourceAdmissionTest {
    private static final String WEB =
            "sources: [{id: web, writeKeys: [w1]}, {id: old, enabled: false, writeKeys: [old-key]}]";

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
}
