package io.ecompulse.event;

import static io.ecompulse.event.JsonSamples.fields;
import static io.ecompulse.event.JsonSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.ecompulse.event.JsonFields.Name;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
    @Property(tries = 2_000)
    void readsTheSameMembersAndValuesAsJackson(@ForAll long seed) throws IOException, MalformedJson {
        String json = new JsonSamples(seed).object(4);
        byte[] framed = utf8("##" + json + "##");

        same(JsonFields.of(framed, 2, framed.length - 2), JsonSamples.jackson(utf8(json), 0, utf8(json).length));
    }

    @Property(tries = 4_000)
    void anythingBrokenIsMalformedAndNothingWorse(@ForAll long seed) {
        JsonSamples samples = new JsonSamples(seed);
        byte[] broken = samples.mutated(utf8(samples.object(3)));
        byte[] framed = new byte[broken.length + 2]; // what stands outside the bounds must not matter
        Arrays.fill(framed, (byte) '"');
        System.arraycopy(broken, 0, framed, 1, broken.length);

        readAll(new JsonValue(framed, 1, framed.length - 1));
    }

    @Property(tries = 4_000)
    void objectsIndexedOnTheWayAreTheSameAsThoseOpenedLater(@ForAll long seed) throws MalformedJson {
        JsonSamples samples = new JsonSamples(seed);
        String broken = new String(samples.mutated(utf8(samples.object(3))), StandardCharsets.UTF_8);
        byte[] json = utf8("{\"a\":" + samples.object(5) + ",\"b\":{\"c\":" + broken + "},\"d\":1,\"a\":"
                + samples.object(4) + "}");

        for (int levels = 1; levels < 5; levels++) {
            sameObjects(opened(json, 0), opened(json, levels));
        }
    }

    @Test
    void anObjectIndexedOnTheWayIsNotOpenedAgain() throws MalformedJson {
        byte[] json = utf8("{\"a\":{\"b\":{\"c\":{}}}}");
        JsonFields fields = JsonFields.of(json, 0, json.length, 2);

        JsonFields a = fields.object(new Name("a"));
        JsonFields b = a.object(new Name("b"));

        assertThat(fields.object(new Name("a"))).isSameAs(a);
        assertThat(a.object(new Name("b"))).isSameAs(b);
        assertThat(b.object(new Name("c"))).isNotSameAs(b.object(new Name("c")));
    }

    @Test
    void anObjectIndexedOnTheWayIsFoundWhereverItStandsAmongMany() throws MalformedJson {
        StringBuilder json = new StringBuilder("{\"n0\":{\"v\":0}");
        for (int i = 1; i < 100; i++) {
            json.append(",\"n").append(i).append("\":").append(i % 3 == 0 ? "{\"v\":" + i + "}" : "1");
        }
        byte[] bytes = utf8(json.append('}').toString());

        JsonFields fields = JsonFields.of(bytes, 0, bytes.length, 1);

        for (int i = 0; i < 100; i++) {
            JsonFields object = fields.object(new Name("n" + i));
            assertThat(object == null ? null : object.text(new Name("v"))).isEqualTo(i % 3 == 0 ? "" + i : null);
        }
    }

    @Property(tries = 2_000)
    void randomBytesAreMalformedAndNothingWorse(@ForAll byte[] bytes) {
        readAll(new JsonValue(bytes, 0, bytes.length));
    }

    @Test
    void theLastOfTwoEqualNamesWins() {
        JsonFields fields = fields("{\"a\":1,\"b\":2,\"\\u0061\":3,\"c\":4}");

        assertThat(fields.size()).isEqualTo(4);
        assertThat(fields.text(new Name("a"))).isEqualTo("3");
    }

    @Test
    void aNameIsFoundHoweverItIsWritten() {
        JsonFields fields = fields("{ \"\\u0074ype\" : \"x\", \"gr\\u00fcn\":1, \"a\\\"b\":2 }");

        assertThat(fields.text(new Name("type"))).isEqualTo("x");
        assertThat(fields.text(new Name("grün"))).isEqualTo("1");
        assertThat(fields.get("a\"b")).isNotNull();
        assertThat(fields.get("typ")).isNull();
        assertThat(fields.get("")).isNull();
        assertThat(new String(fields.name(1), StandardCharsets.UTF_8)).isEqualTo("grün");
    }

    @Test
    void aNameWithABackslashIsNotTheOneThatIsWrittenAsItReads() {
        JsonFields fields = fields("{\"a\\\\\\\\\":1,\"a\\\\\":2}");

        assertThat(fields.text(new Name("a\\\\"))).isEqualTo("1");
        assertThat(fields.text(new Name("a\\"))).isEqualTo("2");
    }

    @Test
    void nullIsThereButNotPresent() {
        JsonFields fields = fields("{\"a\":null,\"o\":{},\"s\":\"{}\"}");

        assertThat(fields.get(new Name("a"))).isNotNull();
        assertThat(fields.present(new Name("a"))).isNull();
        assertThat(fields.text(new Name("a"))).isNull();
        assertThat(fields.object(new Name("a"))).isNull();
        assertThat(fields.object(new Name("s"))).isNull();
        assertThat(fields.object(new Name("missing"))).isNull();
        assertThat(fields.object(new Name("o"))).isNotNull();
    }

    @Test
    void whiteSpaceAroundTheObjectIsLeftOut() {
        JsonFields fields = fields(" \n{\"a\":1}\t ");

        assertThat(fields.from()).isEqualTo(2);
        assertThat(fields.to()).isEqualTo(9);
        assertThat(new String(fields.member(0).raw(), StandardCharsets.UTF_8)).isEqualTo("\"a\":1");
    }

    @Test
    void growsToAsManyMembersAsThereAre() {
        StringBuilder json = new StringBuilder("{\"n0\":0");
        for (int i = 1; i < 1_000; i++) {
            json.append(",\"n").append(i).append("\":").append(i);
        }

        JsonFields fields = fields(json.append('}').toString());

        assertThat(fields.size()).isEqualTo(1_000);
        assertThat(fields.text(new Name("n0"))).isEqualTo("0");
        assertThat(fields.text(new Name("n999"))).isEqualTo("999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[]",
                "1",
                "\"",
                "{\"a\":}",
                "{\"a\"}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{\"a\" 1}",
                "{\"a\":1]",
                "{\"a:1}",
                "{\"a\":\"}",
                "{\"a\":\"\\\"}",
                "{\"a\":[1}",
                "{\"a\":{}",
                "{\"a\":1}}",
                "{}{}",
                "{\"\\",
                "{\"a\":\"\\",
                "{\"a\":,\"b\":1}",
                "\u00a0{}"
            })
    void refusesAnObjectThatDoesNotAddUp(String json) {
        byte[] bytes = utf8(json);

        assertThatThrownBy(() -> JsonFields.of(bytes, 0, bytes.length)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void theFaultNamesThePlaceAndNoInput() {
        byte[] bytes = utf8("{\"secret\":}");

        assertThatThrownBy(() -> JsonFields.of(bytes, 0, bytes.length))
                .hasMessage("value without an end at byte 10")
                .hasNoCause();
    }

    private static void same(JsonFields fields, JsonNode jackson) throws IOException, MalformedJson {
        for (Map.Entry<String, JsonNode> member : jackson.properties()) {
            JsonValue value = fields.get(member.getKey());
            assertThat(value).as(member.getKey()).isNotNull();
            same(value, member.getValue());
        }
        for (int i = 0; i < fields.size(); i++) {
            assertThat(jackson.has(new String(fields.name(i), StandardCharsets.UTF_8)))
                    .isTrue();
        }
    }

    private static void same(JsonValue value, JsonNode jackson) throws IOException, MalformedJson {
        assertThat(JsonSamples.jackson(value.json(), value.from(), value.to())).isEqualTo(jackson);
        assertThat(value.isObject()).isEqualTo(jackson.isObject());
        assertThat(value.isArray()).isEqualTo(jackson.isArray());
        assertThat(value.isString()).isEqualTo(jackson.isTextual());
        assertThat(value.isNumber()).isEqualTo(jackson.isNumber());
        assertThat(value.isNull()).isEqualTo(jackson.isNull());
        if (value.fields() != null) {
            same(value.fields(), jackson);
        } else if (value.isArray()) {
            JsonElements elements = new JsonElements(value);
            for (JsonNode expected : jackson) {
                same(elements.next(), expected);
            }
            assertThat(elements.next()).isNull();
        } else if (jackson.isTextual()) {
            assertThat(value.text()).isEqualTo(jackson.textValue());
        } else if (jackson.isNumber()) {
            assertThat(value.decimal()).isEqualByComparingTo(jackson.decimalValue());
        }
    }

    /** Asks everything that can be asked; only MalformedJson may come of it. */
    private static void readAll(JsonValue value) {
        try {
            JsonFields fields = JsonFields.of(value.json(), value.from(), value.to());
            for (int i = 0; i < fields.size(); i++) {
                fields.name(i);
                ask(fields.value(i));
            }
            fields.get("type");
            if (new JsonCheck(100).fault(value) == null) {
                assertThat(fields.to()).isGreaterThan(fields.from());
            }
        } catch (MalformedJson expected) {
            // What passes the check is never malformed here, unless it is no object.
            assertThat(new JsonCheck(100).fault(value) == null && isObject(value))
                    .isFalse();
        }
        ask(value);
    }

    private static boolean isObject(JsonValue value) {
        int start = JsonScan.skipSpace(value.json(), value.from(), value.to());
        return start < value.to() && value.json()[start] == '{';
    }

    private static void ask(JsonValue value) {
        value.text();
        value.decimal();
        value.textEquals(utf8("track"));
        EventType.of(value);
        Timestamps.micros(value);
        Money.of(value, Money.currency(value));
        JsonFields inner = value.fields();
        if (inner != null) {
            new Commerce(inner).units();
        }
        try {
            JsonElements elements = new JsonElements(value);
            for (JsonValue item = elements.next(); item != null; item = elements.next()) {
                ask(item);
            }
        } catch (MalformedJson expected) {
            assertThat(expected).hasMessageContaining("at byte");
        }
    }

    private static @Nullable JsonFields opened(byte[] json, int levels) {
        try {
            return JsonFields.of(json, 0, json.length, levels);
        } catch (MalformedJson broken) {
            return null;
        }
    }

    private static void sameObjects(@Nullable JsonFields expected, @Nullable JsonFields actual) {
        if (expected == null || actual == null) {
            assertThat(actual).isSameAs(expected);
            return;
        }
        assertThat(actual.value()).isEqualTo(expected.value());
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.member(i)).isEqualTo(expected.member(i));
            Name name = new Name(new String(expected.name(i), StandardCharsets.UTF_8));
            assertThat(actual.get(name)).isEqualTo(expected.get(name));
            sameObjects(expected.object(name), actual.object(name));
        }
    }
}
