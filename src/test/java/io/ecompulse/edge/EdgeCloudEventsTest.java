package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.KEY;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CloudEvents in their three modes (wire.md §6), through a real server. */
class EdgeCloudEventsTest {
    private static final String STRUCTURED = "application/cloudevents+json; charset=utf-8";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String ATTRIBUTES =
            "\"specversion\":\"1.0\",\"id\":\"17\",\"source\":\"/shop\",\"type\":\"Order Completed\"";

    private final TestEdge edge = TestEdge.start("edge.event.bytes.max", "500", "edge.batch.events.max", "2");

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @Test
    void takesABinaryEventInChunks() {
        HttpResponse<String> answer = send(
                BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(utf8("{\"order_id\":\"o-1\",\"userId\":\"u\"}"))),
                "Content-Type",
                "application/json",
                "ce-specversion",
                "1.0",
                "ce-id",
                "17",
                "ce-source",
                "/shop",
                "ce-type",
                "Order Completed",
                "ce-time",
                "2026-03-01T11:59:58.340202507Z",
                "ce-region",
                "Gr%C3%BCn 1+1");

        assertThat(answer.body()).startsWith("{\"success\":true,\"accepted\":1,");
        assertThat(edge.journal.ids()).containsExactly("/shop 17");
        JsonObject event = event(0);
        assertThat(event.getString("type")).isEqualTo("track");
        assertThat(event.getString("event")).isEqualTo("Order Completed");
        assertThat(event.getString("userId")).isEqualTo("u");
        assertThat(event.getString("timestamp")).isEqualTo("2026-03-01T11:59:58.340202507Z");
        assertThat(event.getJsonObject("properties").getString("order_id")).isEqualTo("o-1");
        assertThat(event.getJsonObject("context").getJsonObject("cloudevents").getString("region"))
                .isEqualTo("Grün 1+1");
    }

    @Test
    void takesAStructuredEvent() {
        assertThat(structured("{" + ATTRIBUTES + ",\"subject\":\"v-9\",\"data\":{\"revenue\":1.50}}")
                        .body())
                .contains("\"accepted\":1,");

        assertThat(edge.journal.values(JournalTopic.EVENTS).get(0))
                .contains("\"protocol\":\"cloudevents\"", "\"properties\":{\"revenue\":1.50}");
        assertThat(event(0).getString("anonymousId")).isEqualTo("v-9");
    }

    @Test
    void takesDataThatSpeaksTheTrackingSpecAsItIs() {
        structured("{" + ATTRIBUTES
                + ",\"time\":\"2026-03-01T11:00:00Z\",\"data\":{\"type\":\"identify\",\"userId\":\"u\","
                + "\"messageId\":\"own\",\"traits\":{\"a\":1},\"context\":{\"locale\":\"de\"}}}");

        assertThat(event(0).encode())
                .isEqualTo("{\"messageId\":\"/shop 17\",\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"a\":1},"
                        + "\"timestamp\":\"2026-03-01T11:00:00Z\",\"context\":{\"locale\":\"de\",\"cloudevents\":{"
                        + ATTRIBUTES + ",\"time\":\"2026-03-01T11:00:00Z\",\"messageId\":\"own\"}}}");
    }

    @Test
    void takesATrackCallWithoutAType() {
        structured("{" + ATTRIBUTES + ",\"data\":{\"event\":\"Cart Viewed\",\"anonymousId\":\"a\",\"properties\":{}}}");

        assertThat(event(0).getString("type")).isEqualTo("track");
        assertThat(event(0).getString("event")).isEqualTo("Cart Viewed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text/plain | hällo | {\"data\":\"hällo\"}",
                "application/xml | <a/> | {\"data\":\"<a/>\"}",
                "application/json | [1,2] | {\"data\":[1,2]}",
                "application/vnd.shop+json | `` | null"
            })
    void keepsDataOfAnyKind(String type, String body, String properties) {
        binary(type, utf8(body));

        JsonObject kept = event(0).getJsonObject("properties");
        assertThat(String.valueOf(kept == null ? null : kept.encode())).isEqualTo(properties);
        assertThat(event(0).getString("anonymousId")).isEqualTo("/shop");
    }

    @Test
    void keepsBytesThatAreNoTextInBase64() {
        binary("application/octet-stream", new byte[] {(byte) 0xff, 0, 1});

        assertThat(event(0).getJsonObject("properties").getString("data_base64"))
                .isEqualTo("/wAB");
    }

    @Test
    void judgesEachEventOfABatchByItself() {
        HttpResponse<String> answer = send(BATCH, "[{" + ATTRIBUTES + "},{\"specversion\":\"1.0\",\"id\":\"18\"}]");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"accepted\":1,\"duplicates\":0,\"rejected\":1")
                .contains("\"malformed\"");
        assertThat(edge.journal.values(JournalTopic.FAILED)).containsExactly("{\"specversion\":\"1.0\",\"id\":\"18\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/cloudevents+json | {'specversion':'1.0','id':'1','source':'s'} | 400",
                "application/cloudevents+json | {'specversion':'2.0','id':'1','source':'s','type':'t'} | 400",
                "application/cloudevents+json | {'specversion':'1.0','id':'','source':'s','type':'t'} | 400",
                "application/cloudevents+json | {'specversion':'1.0','id':7,'source':'s','type':'t'} | 400",
                "application/cloudevents+json | [] | 400",
                "application/cloudevents+json | {'specversion':'1.0',, | 400",
                "application/cloudevents-batch+json | {} | 400",
                "application/cloudevents-batch+json | [{} | 400",
                "application/cloudevents-batch+json | [{},{},{}] | 413",
                "application/cloudevents+xml | <e/> | 415",
                "application/json | {} | 415"
            })
    void refusesWhatIsNoCloudEvent(String type, String body, int status) {
        assertThat(send(type, body.replace('\'', '"')).statusCode()).isEqualTo(status);
    }

    @Test
    void keepsABinaryEventThatFailsWithItsAttributes() {
        HttpResponse<String> answer = send(BodyPublishers.ofString("{}"), "ce-specversion", "1.0", "ce-id", "9");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(send(BodyPublishers.ofString("{oops"), "ce-specversion", "1.0", "ce-id", "9")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "1, 413"})
    void takesAnEventAsLongAsAllowed(int over, int status) {
        String event = "{" + ATTRIBUTES + ",\"pad\":\"\"}";
        String padded = event.replace("\"pad\":\"\"", "\"pad\":\"" + "x".repeat(500 - event.length() + over) + "\"");

        HttpResponse<String> answer = structured(padded);

        assertThat(answer.statusCode()).isEqualTo(status);
        // A longer one is refused as it comes; this one, since its attributes stand in its context again.
        assertThat(answer.body()).contains("\"too_large\"");
    }

    @Test
    void saysOverloadedWithAWait() {
        edge.journal.failWith(JournalUnavailable.overloaded("full"));
        HttpResponse<String> refused = structured("{" + ATTRIBUTES + "}");
        edge.journal.recover();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(edge.send(edge.request("/events")
                                .header("Content-Type", BATCH)
                                .POST(BodyPublishers.ofString("[]"))
                                .build())
                        .statusCode())
                .isEqualTo(401);
    }

    private void binary(String type, byte[] body) {
        HttpResponse<String> answer = send(
                BodyPublishers.ofByteArray(body),
                "Content-Type",
                type,
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-source",
                "/shop",
                "ce-type",
                "t");
        assertThat(answer.body()).contains("\"accepted\":1,");
    }

    private HttpResponse<String> structured(String body) {
        return send(STRUCTURED, body);
    }

    private HttpResponse<String> send(String type, String body) {
        return send(BodyPublishers.ofString(body), "Content-Type", type);
    }

    private HttpResponse<String> send(BodyPublisher body, String... headers) {
        return edge.send(edge.request("/events")
                .header("Authorization", "Bearer " + KEY)
                .headers(headers)
                .POST(body)
                .build());
    }

    private JsonObject event(int index) {
        return new JsonObject(edge.journal.values(JournalTopic.EVENTS).get(index)).getJsonObject("event");
    }
}
