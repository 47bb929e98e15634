package io.ecompulse.event;

import static io.ecompulse.event.JsonSamples.utf8;
import static io.ecompulse.event.JsonSamples.view;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCheckTest {
    private static final JsonCheck CHECK = new JsonCheck(64);

    @Property(tries = 3_000)
    void judgesAsJacksonDoes(@ForAll long seed) {
        JsonSamples samples = new JsonSamples(seed);
        byte[] sound = utf8(samples.value(4));
        byte[] other = samples.mutated(sound);

        assertThat(CHECK.fault(framed(sound))).isNull();
        if (Utf8.isValid(other, 0, other.length)) {
            assertThat(CHECK.fault(framed(other)) == null)
                    .as(new String(other, StandardCharsets.UTF_8))
                    .isEqualTo(JsonSamples.isJson(other));
        } else {
            assertThat(CHECK.fault(framed(other))).isEqualTo(RejectReason.INVALID_UTF8);
        }
    }

    @Property(tries = 3_000)
    void judgesShortNonsenseAsJacksonDoes(@ForAll long seed, @ForAll @IntRange(max = 7) int length) {
        String marks = "\"\\{}[],:01-+.eE u";
        byte[] nonsense = new byte[length];
        Random random = new Random(seed);
        for (int i = 0; i < length; i++) {
            nonsense[i] = (byte) marks.charAt(random.nextInt(marks.length()));
        }

        assertThat(CHECK.fault(framed(nonsense)) == null)
                .as(new String(nonsense, StandardCharsets.UTF_8))
                .isEqualTo(JsonSamples.isJson(nonsense));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 1_000})
    void nestsAsDeepAsAllowedAndNoDeeper(int depth) {
        JsonCheck check = new JsonCheck(depth);

        assertThat(check.fault(view("[".repeat(depth) + "]".repeat(depth)))).isNull();
        assertThat(check.fault(view("{\"a\":".repeat(depth) + "1" + "}".repeat(depth))))
                .isNull();
        assertThat(check.fault(view("[".repeat(depth + 1) + "]".repeat(depth + 1))))
                .isEqualTo(RejectReason.TOO_DEEP);
        assertThat(check.fault(view("{\"a\":".repeat(depth + 1) + "1" + "}".repeat(depth + 1))))
                .isEqualTo(RejectReason.TOO_DEEP);
    }

    @Test
    void aMillionBracketsNeedNoStack() {
        assertThat(CHECK.fault(view("[".repeat(1_000_000)))).isEqualTo(RejectReason.TOO_DEEP);
        assertThat(new JsonCheck(1_000_000).fault(view("[".repeat(1_000_000) + "]".repeat(1_000_000))))
                .isNull();
    }

    @Test
    void manyContainersBesideEachOtherAreNotDeep() {
        assertThat(new JsonCheck(2).fault(view("[" + "[],{},".repeat(500) + "[]]")))
                .isNull();
    }

    @Test
    void aBracketClosesOnlyItsOwnKind() {
        assertThat(CHECK.fault(view("[{\"a\":[1]}]"))).isNull();
        assertThat(CHECK.fault(view("[{\"a\":[1}]]"))).isEqualTo(RejectReason.MALFORMED);
        assertThat(CHECK.fault(view("{\"a\":1]"))).isEqualTo(RejectReason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}{}",
                "{} x",
                "1 2",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\":}",
                "{,}",
                "[,]",
                "{a:1}",
                "{'a':1}",
                "NaN",
                "Infinity",
                "-",
                "+1",
                "01",
                "1.",
                ".5",
                "1e",
                "1e+",
                "--1",
                "0x10",
                "tru",
                "truex",
                "nul",
                "True",
                "// c",
                "[1]/**/",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"\u0000\"",
                "{\"a\":1",
                "[",
                "{",
                "]",
                "}",
                ",",
                ":",
                "\uFEFF{}",
                "{\"a\":\uFEFF1}",
                "{\"a\"::1}",
                "{1:2}",
                "[1:2]"
            })
    void refusesWhatIsNoJson(String json) {
        assertThat(CHECK.fault(view(json))).isEqualTo(RejectReason.MALFORMED);
    }

    @Test
    void loneSurrogateEscapesAreJson() {
        assertThat(CHECK.fault(view("\"\\ud800\""))).isNull();
        assertThat(CHECK.fault(view("\"\\udc00\\ud800x\""))).isNull();
    }

    @Test
    void hugeNumbersCostNothingAndAreJson() {
        assertThat(CHECK.fault(view("1e999999999"))).isNull();
        assertThat(CHECK.fault(view("{\"a\":-" + "9".repeat(100_000) + "}"))).isNull();
    }

    @Test
    void textInAnotherEncodingIsNotTakenForJson() {
        for (Charset other : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            byte[] bytes = "{\"a\":1}".getBytes(other);

            assertThat(CHECK.fault(new JsonValue(bytes, 0, bytes.length))).isEqualTo(RejectReason.MALFORMED);
        }
    }

    @Test
    void bytesThatAreNoUtf8AreNamedSo() {
        byte[] latin1 = "{\"a\":\"grün\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(CHECK.fault(new JsonValue(latin1, 0, latin1.length))).isEqualTo(RejectReason.INVALID_UTF8);
    }

    @Property(tries = 300)
    void findsTheEndOfPlainTextWhereverItStands(
            @ForAll @IntRange(max = 40) int before, @ForAll @IntRange(max = 20) int after, @ForAll byte special) {
        byte[] text = utf8("ü".repeat(before / 2) + " ".repeat(before % 2) + "?" + "\"".repeat(after));
        int at = before / 2 * 2 + before % 2;
        text[at] = special;
        boolean ends = special == '"' || special == '\\' || (special >= 0 && special < ' ');

        assertThat(JsonScan.endOfPlainText(text, 0, text.length)).isEqualTo(ends ? at : at + 1);
    }

    /** The value between bytes that must not be looked at. */
    private static JsonValue framed(byte[] json) {
        byte[] framed = new byte[json.length + 4];
        Arrays.fill(framed, (byte) '0');
        System.arraycopy(json, 0, framed, 2, json.length);
        return new JsonValue(framed, 2, json.length + 2);
    }
}
