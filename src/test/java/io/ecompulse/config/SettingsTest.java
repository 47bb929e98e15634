package io.ecompulse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private enum Codec {
        ZSTD,
        PLAIN_TEXT
    }

    @Test
    void anOverrideBeatsTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefault() {
        Map<String, String> file = Map.of("lake.window.age", "1s");
        Map<String, String> environment = Map.of("LAKE_WINDOW_AGE", "2s");
        Map<String, String> overrides = Map.of("lake.window.age", "3s");

        assertThat(age(new Settings(Map.of(), Map.of(), Map.of()))).isEqualTo(Duration.ofMinutes(5));
        assertThat(age(new Settings(file, Map.of(), Map.of()))).isEqualTo(Duration.ofSeconds(1));
        assertThat(age(new Settings(file, environment, Map.of()))).isEqualTo(Duration.ofSeconds(2));
        assertThat(age(new Settings(file, environment, overrides))).isEqualTo(Duration.ofSeconds(3));
        assertThat(age(new Settings(file, Map.of(), overrides))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void everyTypeIsReadAsWritten() throws SettingsException {
        Settings settings =
                file(Map.of("a", " x ", "b", "true", "c", "7", "d", "90m", "e", "64KiB", "f", "plain_text"));

        assertThat(settings.text("a", "")).isEqualTo("x");
        assertThat(settings.flag("b", false)).isTrue();
        assertThat(settings.count("c", 1, 1, 7)).isEqualTo(7);
        assertThat(settings.duration("d", Duration.ZERO)).isEqualTo(Duration.ofMinutes(90));
        assertThat(settings.bytes("e", 0)).isEqualTo(65_536);
        assertThat(settings.choice("f", Codec.class, Codec.ZSTD)).isEqualTo(Codec.PLAIN_TEXT);
        settings.check();
    }

    @Test
    void aMissingKeyIsTheDefaultAndIsKnownByItsWrittenForm() throws SettingsException {
        Settings settings = file(Map.of());

        assertThat(settings.text("a", "x")).isEqualTo("x");
        assertThat(settings.flag("b", false)).isFalse();
        assertThat(settings.count("c", 5, 1, 7)).isEqualTo(5);
        assertThat(settings.duration("d", Duration.ofMinutes(90))).isEqualTo(Duration.ofMinutes(90));
        assertThat(settings.bytes("e", 65_536)).isEqualTo(65_536);
        assertThat(settings.choice("f", Codec.class, Codec.PLAIN_TEXT)).isEqualTo(Codec.PLAIN_TEXT);
        settings.check();

        assertThat(settings.defaults())
                .isEqualTo(Map.of("a", "x", "b", "false", "c", "5", "d", "90m", "e", "64KiB", "f", "plain_text"))
                .isEqualTo(settings.effective());
    }

    @Test
    void whatIsInForceIsToldApartFromTheDefaults() {
        Settings settings = file(Map.of("lake.window.age", " 7s "));

        age(settings);

        assertThat(settings.effective()).containsExactly(Map.entry("lake.window.age", "7s"));
        assertThat(settings.defaults()).containsExactly(Map.entry("lake.window.age", "5m"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, false",
        "1, true",
        "7, true",
        "8, false",
        "'', false",
        "x, false",
        "1.5, false",
        "99999999999, false"
    })
    void aCountStaysInItsRange(String written, boolean accepted) {
        Settings settings = file(Map.of("c", written));

        int read = settings.count("c", 5, 1, 7);

        assertThat(problems(settings))
                .isEqualTo(
                        accepted
                                ? List.of()
                                : List.of("c is \"" + written + "\": expected a whole number from 1 to 7"));
        assertThat(read).isEqualTo(accepted ? Integer.parseInt(written) : 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRUE", "yes", "1", "", "on"})
    void aFlagIsTrueOrFalse(String written) {
        Settings settings = file(Map.of("b", written));

        assertThat(settings.flag("b", true)).isTrue();
        assertThat(problems(settings)).containsExactly("b is \"" + written + "\": expected true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZSTD", "gzip", "", "plain-text"})
    void aChoiceIsOneOfItsNames(String written) {
        Settings settings = file(Map.of("f", written));

        assertThat(settings.choice("f", Codec.class, Codec.ZSTD)).isEqualTo(Codec.ZSTD);
        assertThat(problems(settings)).containsExactly("f is \"" + written + "\": expected one of zstd, plain_text");
    }

    @ParameterizedTest
    @CsvSource({
        "0ms, 0",
        "250ms, 250",
        "5s, 5000",
        "10m, 600000",
        "2h, 7200000",
        "7d, 604800000",
        "3 s, 3000",
        "36500d, 3153600000000"
    })
    void aDurationIsANumberAndAUnit(String written, long millis) {
        Settings settings = file(Map.of("lake.window.age", written));

        assertThat(age(settings)).isEqualTo(Duration.ofMillis(millis));
        assertThat(problems(settings)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "-5s",
                "5 sec",
                "5S",
                "1.5s",
                "PT5S",
                "36501d",
                "3153600000001ms",
                "999999999999999999d",
                "999999999999999999ms",
                "9999999999999999999s",
                "٣s"
            })
    void anyOtherDurationIsRefused(String written) {
        Settings settings = file(Map.of("lake.window.age", written));

        assertThat(age(settings)).isEqualTo(Duration.ofMinutes(5));
        assertThat(problems(settings))
                .singleElement()
                .asString()
                .startsWith("lake.window.age is \"" + written + "\": ");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "512, 512",
        "64KiB, 65536",
        "16 mib, 16777216",
        "2GiB, 2147483648",
        "8589934591GiB, 9223372035781033984"
    })
    void bytesAreANumberAndABinaryUnit(String written, long bytes) {
        Settings settings = file(Map.of("e", written));

        assertThat(settings.bytes("e", 1)).isEqualTo(bytes);
        assertThat(problems(settings)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "KiB", "-1", "1KB", "1.5MiB", "8589934592GiB", "999999999999999999GiB", "9999999999999999999"
            })
    void anyOtherBytesAreRefused(String written) {
        Settings settings = file(Map.of("e", written));

        assertThat(settings.bytes("e", 1)).isEqualTo(1);
        assertThat(problems(settings)).singleElement().asString().startsWith("e is \"" + written + "\": ");
    }

    @Property
    void aDurationIsWrittenAsItIsRead(@ForAll @LongRange(min = 0, max = 3_153_600_000_000L) long millis) {
        Duration duration = Duration.ofMillis(millis);

        assertThat(Units.duration(Units.format(duration))).isEqualTo(duration);
    }

    @Property
    void bytesAreWrittenAsTheyAreRead(@ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long bytes) {
        assertThat(Units.bytes(Units.format(bytes))).isEqualTo(bytes);
        assertThat(Units.bytes(Units.format(bytes & 0xFFFF_F000L))).isEqualTo(bytes & 0xFFFF_F000L);
    }

    @Test
    void anUnknownKeyIsRefusedWithASuggestion() {
        Settings settings =
                new Settings(Map.of("lake.windw.age", "1s"), Map.of(), Map.of("lake.window.agee", "1s", "qqq", "1"));

        age(settings);

        assertThat(problems(settings))
                .containsExactly(
                        "lake.windw.age is no setting; did you mean lake.window.age?",
                        "lake.window.agee is no setting; did you mean lake.window.age?",
                        "qqq is no setting");
    }

    @Test
    void anUnknownVariableOfTheEnvironmentIsNobodysBusiness() {
        Settings settings = new Settings(Map.of(), Map.of("LAKE_WINDW_AGE", "1s", "HOME", "/root"), Map.of());

        age(settings);

        assertThat(problems(settings)).isEmpty();
    }

    @Test
    void everythingThatIsWrongComesInOneReportAndOnlyOnce() {
        Settings settings =
                new Settings(Map.of("b", "x", "lake.window.age", "y", "z", "1"), Map.of(), Map.of("z", "1"));

        age(settings);
        age(settings);
        settings.flag("b", true);
        settings.problem("b and d do not fit");

        SettingsException refusal = catchThrowableOfType(SettingsException.class, settings::check);
        assertThat(refusal.problems())
                .hasSize(4)
                .anyMatch(problem -> problem.startsWith("b is \"x\""))
                .anyMatch(problem -> problem.startsWith("lake.window.age is \"y\""))
                .contains("b and d do not fit", "z is no setting");
        assertThat(refusal.getMessage().lines()).hasSize(4);
    }

    @Test
    void aLibrarysOwnKeysArePassedFromEveryLayerWithTheSamePrecedence() {
        Settings settings = new Settings(
                Map.of("journal.kafka.acks", "1", "journal.kafka.linger.ms", " 5 ", "journal.topic", "t"),
                Map.of(
                        "JOURNAL_KAFKA_LINGER_MS",
                        "6",
                        "JOURNAL_KAFKA_SASL_JAAS_CONFIG",
                        "secret",
                        "JOURNAL_KAFKA_",
                        "x"),
                Map.of("journal.kafka.acks", "all"));

        assertThat(settings.passed("journal.kafka."))
                .isEqualTo(Map.of("acks", "all", "linger.ms", "6", "sasl.jaas.config", "secret"));
        settings.text("journal.topic", "");
        assertThatCode(settings::check).doesNotThrowAnyException();
        assertThat(settings.defaults()).doesNotContainKey("journal.kafka.acks");
    }

    @Test
    void theEnvironmentSpellsAKeyInCapitals() {
        assertThat(Settings.environmentName("lake.window.age")).isEqualTo("LAKE_WINDOW_AGE");
    }

    private static Settings file(Map<String, String> file) {
        return new Settings(file, Map.of(), Map.of());
    }

    private static Duration age(Settings settings) {
        return settings.duration("lake.window.age", Duration.ofMinutes(5));
    }

    private static List<String> problems(Settings settings) {
        try {
            settings.check();
            return List.of();
        } catch (SettingsException refused) {
            return refused.problems();
        }
    }
}
