package io.ecompulse.event;

import static io.ecompulse.event.JsonSamples.fields;
import static io.ecompulse.event.JsonSamples.utf8;
import static io.ecompulse.event.JsonSamples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.event.JsonFields.Name;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-23T16:00:00.123456789Z");
    private static final Envelope ENVELOPE = Envelope.of(new Envelope.About(
            RECEIVED, "shop-1", "segment", "edge-0", "203.0.113.0", "A \"quoted\" \\ agent\n\u0001ü😀"));

    @Property(tries = 500)
    void theClientsObjectStaysByteForByte(@ForAll long seed) throws MalformedJson {
        byte[] client = utf8(new JsonSamples(seed).object(3));
        JsonFields fields = JsonFields.of(client, 0, client.length);
        String object = new String(client, fields.from(), fields.to() - fields.from(), StandardCharsets.UTF_8);

        String untouched = text(ENVELOPE.around(new Splice(fields, new JsonValue(client, 0, client.length))));
        String added = text(ENVELOPE.around(new Splice(fields, new JsonValue(client, 0, client.length))
                .add("messageId", utf8("\"m\""))
                .add("type", utf8("\"track\""))));

        assertThat(untouched).endsWith(",\"event\":" + object + "}");
        assertThat(added)
                .endsWith(",\"event\":{\"messageId\":\"m\",\"type\":\"track\"" + (fields.size() == 0 ? "" : ",")
                        + object.substring(1) + "}");
        assertThat(JsonSamples.isJson(utf8(added))).isTrue();
    }

    @Test
    void anEnvelopeIsReadAsItWasWritten() throws MalformedJson, IOException {
        byte[] value =
                journalValue("{\"type\":\"track\",\"event\":\"purchase\",\"timestamp\":\"2026-11-23T15:59:00.000Z\","
                        + "\"context\":{\"sessionId\":\"s1\"},\"properties\":{\"total\":5}}");

        Event event = Event.read(value);

        assertThat(event.source()).isEqualTo("shop-1");
        assertThat(event.protocol()).isEqualTo("segment");
        assertThat(event.ip()).isEqualTo(view("\"203.0.113.0\""));
        assertThat(event.userAgent()).isNotNull();
        assertThat(event.userAgent().text()).isEqualTo("A \"quoted\" \\ agent\n\u0001ü😀");
        assertThat(event.type()).isEqualTo(EventType.TRACK);
        assertThat(event.name()).isEqualTo("Order Completed");
        assertThat(event.originalName()).isEqualTo(view("\"purchase\""));
        assertThat(event.times().received()).isEqualTo(Timestamps.micros(RECEIVED));
        assertThat(event.times().timestamp()).isEqualTo(Timestamps.micros(Instant.parse("2026-11-23T15:59:00Z")));
        assertThat(event.sessionId()).isEqualTo(view("\"s1\""));
        assertThat(event.properties()).isNotNull();
        JsonNode jackson = new ObjectMapper().readTree(value);
        assertThat(jackson.path("edge").asText()).isEqualTo("edge-0");
        assertThat(jackson.path("v").asInt()).isEqualTo(1);
    }

    @Test
    void whatTheEdgeMustNotKeepIsNotThere() throws MalformedJson {
        Envelope bare = Envelope.of(new Envelope.About(RECEIVED, "shop", "segment", "edge-0", null, null));
        JsonFields client = fields("{\"type\":\"page\"}");

        byte[] value = bare.around(new Splice(client, view("{\"type\":\"page\"}")));

        assertThat(text(value))
                .isEqualTo(
                        "{\"v\":1,\"receivedAt\":\"" + RECEIVED
                                + "\",\"source\":\"shop\",\"protocol\":\"segment\",\"edge\":\"edge-0\",\"event\":{\"type\":\"page\"}}");
        assertThat(Event.read(value).ip()).isNull();
        assertThat(Event.read(value).userAgent()).isNull();
        assertThat(Event.read(value).privacy()).isNull();
        assertThat(Event.read(value).bot()).isNull();
    }

    @Test
    void whatThePolicyTookBotAndCountryStandInFrontOfTheEvent() throws MalformedJson {
        Envelope envelope = Envelope.of(new Envelope.About(
                RECEIVED, "shop", "segment", "edge-0", null, "Googlebot/2.1", "strip_ids", "crawler", "DE"));

        byte[] value = envelope.around(new Splice(fields("{\"type\":\"page\"}"), view("{\"type\":\"page\"}")));

        assertThat(text(value))
                .contains(",\"privacy\":\"strip_ids\",\"bot\":\"crawler\",\"country\":\"DE\",\"event\":{");
        assertThat(Event.read(value).privacy()).isEqualTo(view("\"strip_ids\""));
        assertThat(Event.read(value).bot()).isEqualTo(view("\"crawler\""));
        assertThat(Event.read(value).country()).isEqualTo("DE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"de\"", "\"DEU\"", "\"D\"", "\"1E\"", "\"\\u0044\"", "[12]", "null", "{}  ", "\"\""})
    void whatIsNoCountryCodeIsNone(String country) throws MalformedJson {
        String value = "{\"v\":1,\"receivedAt\":\"" + RECEIVED + "\",\"source\":\"shop\",\"protocol\":\"segment\","
                + "\"country\":" + country + ",\"event\":{\"type\":\"page\"}}";

        assertThat(Event.read(utf8(value)).country()).isNull();
    }

    /** Of version 1, as journals hold it: what older programs wrote, and what later ones add to it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":1,\"receivedAt\":\"2026-11-23T16:00:00.120Z\",\"source\":\"shop\",\"protocol\":\"segment\",\"edge\":\"e-0\",\"event\":{\"type\":\"page\",\"messageId\":\"m-1\"}}",
                "{\"v\":1,\"later\":{\"event\":{\"type\":\"track\"}},\"receivedAt\":\"2026-11-23T16:00:00.120Z\",\"source\":\"shop\",\"protocol\":\"segment\",\"more\":[1],\"event\":{\"type\":\"page\",\"messageId\":\"m-1\"}}"
            })
    void anEnvelopeOfAnotherProgramIsRead(String value) throws MalformedJson {
        Event event = Event.read(utf8(value));

        assertThat(event.source()).isEqualTo("shop");
        assertThat(event.type()).isEqualTo(EventType.PAGE);
        assertThat(event.times().received()).isEqualTo(1_795_449_600_120_000L);
    }

    @Test
    void membersAreReplacedWhereTheyStandInAnyOrder() {
        JsonValue client = view("{\"a\":1,\"b\":{\"c\":2},\"d\":\"x\"}");
        JsonFields fields = fields("{\"a\":1,\"b\":{\"c\":2},\"d\":\"x\"}");

        Splice splice = new Splice(fields, client)
                .replace(value(fields, "d"), utf8("\"longer\""))
                .replace(value(fields, "a"), utf8("0"))
                .add("e", utf8("[]"));

        assertThat(text(splice.toBytes())).isEqualTo("{\"e\":[],\"a\":0,\"b\":{\"c\":2},\"d\":\"longer\"}");
    }

    @Test
    void spaceAroundTheClientsObjectIsLeftOut() {
        JsonValue client = view(" \n{ \"a\":1 } ");

        assertThat(text(new Splice(fields(" \n{ \"a\":1 } "), client)
                        .add("b", utf8("2"))
                        .toBytes()))
                .isEqualTo("{\"b\":2, \"a\":1 }");
        assertThat(text(new Splice(fields(" { } "), view(" { } "))
                        .add("b", utf8("2"))
                        .toBytes()))
                .isEqualTo("{\"b\":2 }");
        assertThat(text(new Splice(fields("{}"), view("{}")).toBytes())).isEqualTo("{}");
    }

    @Test
    void theLastOfTwoEqualMembersIsTheEvents() throws MalformedJson {
        Event event =
                Event.read(journalValue("{\"type\":\"page\",\"type\":\"track\",\"event\":\"a\",\"event\":\"b\"}"));

        assertThat(event.type()).isEqualTo(EventType.TRACK);
        assertThat(event.name()).isEqualTo("b");
    }

    @Test
    void aMemberOfTheClientNeverPassesForOneOfTheEnvelope() throws MalformedJson {
        Event event = Event.read(
                journalValue("{\"type\":\"page\",\"source\":\"other\",\"receivedAt\":\"2001-01-01T00:00:00Z\"}"));

        assertThat(event.source()).isEqualTo("shop-1");
        assertThat(event.times().received()).isEqualTo(Timestamps.micros(RECEIVED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "{}",
                "[]",
                "{\"v\":1}",
                "{\"v\":1,\"receivedAt\":\"2026-11-23T16:00:00Z\",\"source\":\"s\",\"protocol\":\"p\"}",
                "{\"v\":1,\"receivedAt\":\"2026-11-23T16:00:00Z\",\"source\":\"s\",\"protocol\":\"p\",\"event\":{}}",
                "{\"v\":1,\"receivedAt\":\"2026-11-23T16:00:00Z\",\"source\":\"s\",\"protocol\":\"p\",\"event\":[]}",
                "{\"v\":1,\"receivedAt\":\"2026-11-23T16:00:00Z\",\"source\":\"s\",\"protocol\":\"p\",\"event\":{\"type\":\"Track\"}}",
                "{\"v\":1,\"receivedAt\":\"2026-11-23T16:00:00Z\",\"source\":\"s\",\"event\":{\"type\":\"page\"}}",
                "{\"v\":1,\"receivedAt\":\"2026-11-23T16:00:00Z\",\"protocol\":\"p\",\"event\":{\"type\":\"page\"}}",
                "{\"v\":1,\"receivedAt\":\"2026-11-23T16:00:00Z\",\"source\":null,\"protocol\":\"p\",\"event\":{\"type\":\"page\"}}",
                "{\"v\":1,\"receivedAt\":\"soon\",\"source\":\"s\",\"protocol\":\"p\",\"event\":{\"type\":\"page\"}}",
                "{\"v\":2,\"receivedAt\":\"2026-11-23T16:00:00Z\",\"source\":\"s\",\"protocol\":\"p\",\"event\":{\"type\":\"page\"}}",
                "{\"v\":{},\"receivedAt\":\"2026-11-23T16:00:00Z\",\"source\":\"s\",\"protocol\":\"p\",\"event\":{\"type\":\"page\"}}",
                "{\"receivedAt\":\"2026-11-23T16:00:00Z\",\"source\":\"s\",\"protocol\":\"p\",\"event\":{\"type\":\"page\"}}"
            })
    void refusesWhatIsNoEnvelopeOfOurs(String value) {
        assertThatThrownBy(() -> Event.read(utf8(value))).isInstanceOf(MalformedJson.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type':'track','event':'E','name':'N' | E",
                "'type':'page','event':'E','name':'N' | N",
                "'type':'screen','name':'N' | N",
                "'type':'identify','name':'N' | ",
                "'type':'group','name':'N' | ",
                "'type':'alias','event':'E' | ",
                "'type':'track','event':7 | 7",
                "'type':'track','event':null | ",
                "'type':'track','event':{} | ",
                "'type':'track','event':['E'] | "
            })
    void theOriginalNameIsWhatThatCallNamesIt(String members, String name) throws MalformedJson {
        JsonValue original =
                Event.read(journalValue('{' + members.replace('\'', '"') + '}')).originalName();

        assertThat(original == null ? null : original.text()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'anonymousId':'a','userId':'u' | a",
                "'userId':'u' | u",
                "'anonymousId':'','userId':'u' | u",
                "'anonymousId':null,'userId':17 | 17",
                "'anonymousId':{},'userId':'\\u00fc' | ü",
                "'x':1 | ",
                "'userId':'' | "
            })
    void theVisitorIsAnonymousIdElseUserId(String members, String visitor) {
        byte[] found = Event.visitor(fields('{' + members.replace('\'', '"') + '}'));

        assertThat(found == null ? null : text(found)).isEqualTo(visitor);
    }

    @Test
    void theSessionOfTheContextBeatsTheOneBesideIt() throws MalformedJson {
        assertThat(Event.read(journalValue("{\"type\":\"page\",\"sessionId\":1,\"context\":{\"sessionId\":2}}"))
                        .sessionId())
                .isEqualTo(view("2"));
        assertThat(Event.read(journalValue("{\"type\":\"page\",\"sessionId\":1,\"context\":{\"sessionId\":null}}"))
                        .sessionId())
                .isEqualTo(view("1"));
        assertThat(Event.read(journalValue("{\"type\":\"page\"}")).sessionId()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "analytics.js, true",
        "RudderLabs JavaScript SDK, true",
        "@segment/analytics-node, true",
        "analytics-java, false",
        "analytics-kotlin, false",
        "analytics-node, false",
        "@rudderstack/rudder-sdk-node, false",
        "'', false"
    })
    void onlyLibrariesThatStampSentAtAnewHaveASlowClockCorrected(String library, boolean corrected)
            throws MalformedJson {
        Event event = Event.read(journalValue("{\"type\":\"page\",\"timestamp\":\"2026-11-23T14:59:50.000Z\","
                + "\"sentAt\":\"2026-11-23T15:00:00.000Z\",\"context\":{\"library\":{\"name\":\"" + library + "\"}}}"));

        Instant expected = corrected ? RECEIVED.minusSeconds(10) : Instant.parse("2026-11-23T14:59:50Z");
        assertThat(event.times().timestamp()).isEqualTo(Timestamps.micros(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "7",
                "{\"library\":null}",
                "{\"library\":\"analytics.js\"}",
                "{\"library\":{\"name\":7}}"
            })
    void aStrangeContextIsNoLibrary(String context) throws MalformedJson {
        Event event = Event.read(journalValue("{\"type\":\"page\",\"timestamp\":\"2026-11-23T14:59:50.000Z\","
                + "\"sentAt\":\"2026-11-23T15:00:00.000Z\",\"context\":" + context + "}"));

        assertThat(event.times().timestamp()).isEqualTo(Timestamps.micros(Instant.parse("2026-11-23T14:59:50Z")));
    }

    private static byte[] journalValue(String client) {
        return ENVELOPE.around(new Splice(fields(client), view(client)));
    }

    private static JsonValue value(JsonFields fields, String name) {
        JsonValue value = fields.get(new Name(name));
        assertThat(value).isNotNull();
        return value;
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
