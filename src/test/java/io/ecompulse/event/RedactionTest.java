package io.ecompulse.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.Redaction.What;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
    private static final What IDS = new What(true, false, false, null);
    private static final What ADDRESSES = new What(false, true, false, null);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        {"type":"page","anonymousId":"a","userId":7,"previousId":null}     | {"type":"page"}
        {"a":1,"userId":"u","b":[2]}                                       | {"a":1,"b":[2]}
        {"anonymousId":"a"}                                                | {}
        {"properties":{"$distinct_id":"d","price":1.0,"User-ID":"u"}}      | {"properties":{"price":1.0}}
        {"context":{"device":{"id":"d","model":"m"},"traits":{"email":"e"}}} | {"context":{"device":{"model":"m"}}}
        {"traits":{"plan":"x"},"context":{"sessionId":"s","ip":"1.2.3.4"}} | {"context":{"ip":"1.2.3.4"}}
        {"user\\u0049d":"u","x":{"id":"kept"},"list":[{"uid":1,"n":2}]}    | {"x":{"id":"kept"},"list":[{"n":2}]}
        {"products":[{"product_id":"p","name":"Shoe"}]}                    | {"products":[{"product_id":"p","name":"Shoe"}]}
        { "a" : 1 , "userId" : {"deep":[1,{"x":2}]} , "b" : -1.50e3 }      | {"a":1,"b":-1.50e3}
        """)
    void takesIdsByTheirNames(String event, String left) {
        assertThat(redacted(event, IDS)).isEqualTo(left);
    }

    @Test
    void takesAnIdWhereverTheEventRepeatsIt() {
        String event = """
            {"messageId":"track-visitor-1","anonymousId":"visitor-1","properties":{"who":"visitor-1","url":"/?v=visitor-1","n":2,
            "list":["visitor-1","other"],"by-visitor-1":true,"esc":"visit\\u006fr-1"},"name":"visitor-2"}\
            """;

        assertThat(redacted(event, IDS))
                .isEqualTo("{\"properties\":{\"n\":2,\"list\":[\"other\"]},\"name\":\"visitor-2\"}");
    }

    @Test
    void anEventThatIsItsOwnVisitorKeepsItsIdentity() {
        assertThat(redacted("{\"messageId\":\"event-0001\",\"anonymousId\":\"event-0001\"}", IDS))
                .isEqualTo("{\"messageId\":\"event-0001\"}");
        assertThat(redacted("{\"messageId\":\"person-001\",\"userId\":\"person-001\"}", IDS))
                .isEqualTo("{}");
    }

    @Test
    void aShortIdGoesByItsNameOnly() {
        assertThat(redacted("{\"userId\":\"123456\",\"quantity\":\"123456\"}", IDS))
                .isEqualTo("{\"quantity\":\"123456\"}");
        assertThat(redacted("{\"userId\":\"1234567\",\"quantity\":1234567}", IDS))
                .isEqualTo("{}");
    }

    @Test
    void takesIdsInsideOfTraitsWhereverTheyAreRepeated() {
        String event =
                "{\"traits\":{\"email\":\"jo@shop.example\",\"plan\":\"gold\"},\"properties\":{\"mail\":\"jo@shop.example\",\"plan\":\"gold\"}}";

        assertThat(redacted(event, IDS)).isEqualTo("{\"properties\":{\"plan\":\"gold\"}}");
    }

    @Test
    void aGroupsTraitsAreNoPersons() {
        String event =
                "{\"type\":\"group\",\"traits\":{\"name\":\"Acme\",\"email\":\"x\"},\"context\":{\"traits\":{\"a\":1}}}";

        assertThat(redacted(event, new What(true, false, true, null)))
                .isEqualTo("{\"type\":\"group\",\"traits\":{\"name\":\"Acme\"},\"context\":{}}");
    }

    @Test
    void takesAddressesByNameAndTheClientsOwnEverywhere() {
        String event =
                "{\"userId\":\"u\",\"context\":{\"ip\":\"198.51.100.7\"},\"properties\":{\"$ip\":\"x\",\"from\":\"203.0.113.9\",\"to\":\"[198.51.100.7]:80\"}}";
        What what = new What(false, true, false, "203.0.113.9".getBytes(StandardCharsets.UTF_8));

        assertThat(redacted(event, what)).isEqualTo("{\"userId\":\"u\",\"context\":{},\"properties\":{}}");
        assertThat(redacted("{\"context\":{\"ip\":\"::1\",\"x\":[]}}", ADDRESSES))
                .isEqualTo("{\"context\":{\"x\":[]}}");
    }

    @Test
    void manyIdsAreStillTakenWhereTheyStandWhole() {
        StringBuilder event = new StringBuilder("{");
        for (int i = 0; i < 100; i++) {
            event.append("\"x")
                    .append(i)
                    .append("\":{\"userId\":\"person-")
                    .append(i)
                    .append("\"},");
        }
        event.append("\"list\":[\"person-99\",\"kept\"]}");

        assertThat(redacted(event.toString(), IDS))
                .contains("\"list\":[\"kept\"]")
                .doesNotContain("person-");
    }

    private static String redacted(String event, What what) {
        byte[] bytes = (' ' + event + ' ').getBytes(StandardCharsets.UTF_8);
        JsonValue value = new JsonValue(bytes, 1, bytes.length - 1);
        assertThat(new JsonCheck(64).fault(value)).isNull();
        JsonValue left = Redaction.of(value, what);
        assertThat(new JsonCheck(64).fault(left)).isNull();
        assertThat(left.length()).isLessThanOrEqualTo(value.length());
        return new String(left.raw(), StandardCharsets.UTF_8);
    }
}
