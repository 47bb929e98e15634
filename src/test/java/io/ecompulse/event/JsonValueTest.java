package io.ecompulse.event;

import static io.ecompulse.event.JsonSamples.utf8;
import static io.ecompulse.event.JsonSamples.view;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
    @Property(tries = 2_000)
    void readsAStringAsJacksonWroteIt(@ForAll String any) throws IOException {
        String text = any.replaceAll("\\p{Cs}", "😀");
        String json = TextNode.valueOf(text).toString();

        assertThat(view(json).text()).isEqualTo(text);
        assertThat(view(json).textEquals(utf8(text))).isTrue();
        assertThat(view(json).textEquals(utf8(text + "x"))).isFalse();
    }

    @Property(tries = 2_000)
    void readsEveryEscapeAsJacksonReadsIt(@ForAll long seed) throws IOException {
        byte[] json = utf8(new JsonSamples(seed).string());

        assertThat(new JsonValue(json, 0, json.length).text())
                .isEqualTo(JsonSamples.jackson(json, 0, json.length).textValue());
    }

    @ParameterizedTest
    @CsvSource({
        "\"\\ud800\", \uFFFD",
        "\"\\udc00\", \uFFFD",
        "\"a\\ud800b\", a\uFFFDb",
        "\"\\ud800\\u0041\", \uFFFDA",
        "\"\\ud800\\ud83d\\ude00\", \uFFFD😀",
        "\"\\uD83D\\uDE00\", 😀"
    })
    void aLoneSurrogateBecomesTheReplacementCharacter(String json, String text) {
        assertThat(view(json).text()).isEqualTo(text);
    }

    @Test
    void cutEscapesAreReadWithoutFault() {
        for (String json : new String[] {
            "\"", "\"\\", "\"\\\"", "\"\\u\"", "\"\\u1\"", "\"\\ud83d\\\"", "\"\\ud83d\\u\"", "\"\\ud83d\\ude0\""
        }) {
            assertThat(view(json).text()).as(json).isNotNull();
            assertThat(view(json).textEquals(utf8("x"))).as(json).isFalse();
        }
    }

    @Test
    void anEmptyViewIsOfNoKind() {
        JsonValue empty = new JsonValue(new byte[0], 0, 0);

        assertThat(empty.isString() || empty.isObject() || empty.isArray() || empty.isNull() || empty.isNumber())
                .isFalse();
        assertThat(empty.text()).isEmpty();
        assertThat(empty.decimal()).isNull();
        assertThat(empty.fields()).isNull();
        assertThat(Timestamps.micros(empty)).isNull();
        assertThat(EventType.of(empty)).isNull();
    }

    @Test
    void scalarsHaveTextAndContainersHaveNone() {
        assertThat(view("12.50").text()).isEqualTo("12.50");
        assertThat(view("true").text()).isEqualTo("true");
        assertThat(view("null").text()).isNull();
        assertThat(view("{}").text()).isNull();
        assertThat(view("[]").text()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"12.90, 12.90", "-0, 0", "'\"7\"', 7", "'\" 7.5 \"', 7.5", "1e3, 1000", "1E-2, 0.01", "'\"+4\"', 4"})
    void readsNumbersAndTextsThatHoldOne(String json, String expected) {
        assertThat(view(json).decimal()).isEqualByComparingTo(new BigDecimal(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "\"abc\"",
                "\"1,5\"",
                "\"$5\"",
                "\"NaN\"",
                "\"Infinity\"",
                "true",
                "null",
                "{}",
                "[1]",
                "-",
                "1e999999999",
                "1e-999999999",
                "1e99999999999",
                "\"1e999999999\"",
                "1e41",
                "1e-41",
                "--1"
            })
    void whatIsNoUsableNumberIsNone(String json) {
        assertThat(view(json).decimal()).isNull();
    }

    @Test
    void aNumberMayHaveFortyCharactersAndNoMore() {
        assertThat(view("9".repeat(40)).decimal()).isNotNull();
        assertThat(view("9".repeat(41)).decimal()).isNull();
        assertThat(view("1e40").decimal()).isNotNull();
        assertThat(view("1e-40").decimal()).isNotNull();
    }

    @Test
    void aHugeTextIsNotEvenCopiedToLookForANumber() {
        assertThat(view('"' + "9".repeat(5_000_000) + '"').decimal()).isNull();
    }

    @Test
    void equalsByContentAndPrintsOnlyBounds() {
        JsonValue one = new JsonValue(utf8("  \"secret\""), 2, 10);

        assertThat(one).isEqualTo(view("\"secret\"")).hasSameHashCodeAs(view("\"secret\""));
        assertThat(one).isNotEqualTo(view("\"Secret\"")).isNotEqualTo("secret");
        assertThat(one).hasToString("JsonValue[2,10)");
        assertThat(one.length()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"\"', true",
        "'\"grün und 8 bytes mehr\"', true",
        "'\"a\\nb\"', false",
        "'\"12345678\\\\\"', false",
        "'\"\u0001\"', false",
        "'\"', true",
        "'1', false",
        "'{}', false"
    })
    void aPlainStringStandsAsItIs(String json, boolean plain) {
        byte[] bytes = utf8("#" + json + "\\\\\\\\\\\\\\\\");

        assertThat(new JsonValue(bytes, 1, bytes.length - 8).isPlainString()).isEqualTo(plain);
    }

    @Test
    void aTextWithABackslashIsNotTheOneThatIsWrittenAsItReads() {
        assertThat(view("\"a\\\\\"").textEquals(utf8("a\\"))).isTrue();
        assertThat(view("\"a\\\\\"").textEquals(utf8("a\\\\"))).isFalse();
    }
}
