package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.KeyMode;
import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.Rate;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.journal.JournalTopic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainTest {
    private TestEdge edge;

    @BeforeAll
    void start() {
        edge = TestEdge.start("edge.proxies.trusted", "10.0.0.0/8", "edge.body.bytes.max", "1MiB");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        /v1/batch | {"batch":[{"type":"page","anonymousId":"a","messageId":"e1"},{"type":"track"},{"type":"page","anonymousId":"a","messageId":"e1"}]}
        /v1/track | {"event":"purchase","userId":"u","messageId":"e2"}
        /v1/beacon/ | [{"type":"page","anonymousId":"a","messageId":"e3"}]
        /api/s/page | {"anonymousId":"a","messageId":"e4"}
        /e/ | {"event":"x","uuid":"e5","distinct_id":"p"}
        /com.snowplowanalytics.snowplow/tp2 | {"data":[{"e":"pv","eid":"e6","duid":"d"}]}
        /v1/batch | {"batch":
        /v1/batch | {}
        /v1/batch?writeKey=other | {"batch":[]}
        """)
    void answersWhatTheEdgeThenAnswers(String target, String body) {
        JsonObject explained = explain("POST", target, Map.of("X-Write-Key", TestEdge.KEY), body);
        HttpResponse<String> answer = edge.post(target, body);

        assertThat(explained.getJsonObject("answer").getInteger("status")).isEqualTo(answer.statusCode());
        assertThat(explained.getJsonObject("answer").getJsonObject("body")).isEqualTo(new JsonObject(answer.body()));
    }

    @Test
    void leavesNoTrace() {
        String body = TestEdge.batch(TestEdge.track("trace"), "17");
        int events = edge.journal.entries(JournalTopic.EVENTS).size();
        int failed = edge.journal.entries(JournalTopic.FAILED).size();
        double received = edge.counter("ecompulse.received.events", "stage", "edge");

        explain("POST", "/v1/batch", Map.of("X-Write-Key", TestEdge.KEY), body);
        JsonObject again = explain("POST", "/v1/batch", Map.of("X-Write-Key", TestEdge.KEY), body);

        assertThat(edge.journal.entries(JournalTopic.EVENTS)).hasSize(events);
        assertThat(edge.journal.entries(JournalTopic.FAILED)).hasSize(failed);
        assertThat(edge.counter("ecompulse.received.events", "stage", "edge")).isEqualTo(received);
        assertThat(again.getJsonArray("events").getJsonObject(0).getString("outcome"))
                .isEqualTo("accepted");
        edge.assertNothingHeld();
    }

    @Test
    void takesNothingFromTheRateOfItsSource() {
        Source slow = new Source(
                "dev",
                "dev",
                true,
                List.of(TestEdge.KEY),
                List.of(),
                IpPolicy.KEEP,
                true,
                Set.of(Source.ANY_ORIGIN),
                Rate.of(1, 1),
                PrivacyPolicy.DEFAULT);
        Sources before = edge.sources.getAndSet(new Sources(List.of(slow)));
        String body = TestEdge.batch(TestEdge.track("rate"));

        JsonObject first = explain(slow, "POST", "/v1/batch", Map.of("X-Write-Key", TestEdge.KEY), body);
        JsonObject second = explain(slow, "POST", "/v1/batch", Map.of("X-Write-Key", TestEdge.KEY), body);

        assertThat(step(first, "rate").getInteger("limit")).isEqualTo(1);
        assertThat(second.getJsonObject("answer").getInteger("status")).isEqualTo(200);
        assertThat(edge.post("/v1/batch", body).statusCode()).isEqualTo(200);
        edge.sources.set(before);
    }

    @Test
    void tellsEveryDecisionInItsOrder() {
        Map<String, String> headers = Map.of(
                "x-write-key", TestEdge.KEY, "X-Forwarded-For", "1.1.1.1, 203.0.113.9, 10.0.0.7", "Sec-GPC", "1");

        JsonObject explained = explain("POST", "/v1/batch", headers, TestEdge.batch(TestEdge.track("order")));

        assertThat(steps(explained))
                .containsExactly("route", "body", "address", "key", "read", "rate", "privacy", "visitor");
        assertThat(step(explained, "route").getString("language")).isEqualTo("segment");
        assertThat(step(explained, "address").getJsonArray("hops"))
                .isEqualTo(new JsonArray(List.of("1.1.1.1", "203.0.113.9", "10.0.0.7")));
        assertThat(step(explained, "address").getString("client")).isEqualTo("203.0.113.9");
        assertThat(step(explained, "key").getString("source")).isEqualTo("dev");
        assertThat(step(explained, "privacy").getBoolean("gpc")).isTrue();
        assertThat(step(explained, "privacy").getString("ip")).isEqualTo("truncate");
        JsonObject record = explained.getJsonArray("events").getJsonObject(0).getJsonObject("record");
        assertThat(record.getString("ip")).isEqualTo("203.0.113.0");
    }

    @Test
    void tellsWhichVisitorTheCookieNames() {
        Sources before = edge.sources.getAndSet(new Sources(List.of(CookieEdge.site())));
        String visitor = VisitorId.of("site", "x");
        Map<String, String> headers = Map.of("X-Write-Key", "site-key", "Cookie", "ecompulse_site=" + visitor);
        String body = "{\"batch\":[{\"type\":\"page\",\"messageId\":\"nobody\"}]}";

        JsonObject explained = explain(CookieEdge.site(), "POST", "/v1/batch", headers, body);
        edge.sources.set(before);

        assertThat(step(explained, "visitor").encode())
                .isEqualTo("{\"step\":\"visitor\",\"given\":true,\"cookie\":\"ecompulse_site\",\"carried\":\"" + visitor
                        + "\",\"secure\":false}");
        assertThat(explained.getJsonObject("answer").getString("setCookie"))
                .startsWith("ecompulse_site=" + visitor + "; Max-Age=");
        assertThat(explained.getJsonArray("events").getJsonObject(0).getString("key"))
                .isEqualTo("site:" + visitor);
    }

    @Test
    void aKeyInTheBodyIsLookedForAfterItIsRead() {
        String body = "{\"writeKey\":\"" + TestEdge.KEY + "\",\"batch\":[" + TestEdge.track("inside") + "]}";

        JsonObject explained = explain("POST", "/v1/batch", Map.of(), body);

        assertThat(steps(explained))
                .containsExactly("route", "body", "read", "address", "key", "rate", "privacy", "visitor");
    }

    @Test
    void aKeyOfAnotherSourceIsUnknown() {
        JsonObject explained = explain("POST", "/v1/batch", Map.of("X-Write-Key", "open-key"), "{\"batch\":[]}");

        assertThat(steps(explained)).endsWith("key");
        assertThat(step(explained, "key").getString("refused")).isEqualTo("unknown_key");
        assertThat(explained.encode()).doesNotContain("open-key", "\"open\"");
    }

    @Test
    void whereKeysAreNotEnforcedOnlyTheOneWhoseEventsTheyAreHearsOfIt() {
        List<Source> all = edge.sources.get().all();
        Sources before = edge.sources.getAndSet(new Sources(all, new Sources.Strangers(KeyMode.OFF, all.get(0))));

        JsonObject owner =
                explain(all.get(0), "POST", "/v1/batch", Map.of("X-Write-Key", "stranger"), "{\"batch\":[]}");
        JsonObject other =
                explain(all.get(1), "POST", "/v1/batch", Map.of("X-Write-Key", "stranger"), "{\"batch\":[]}");

        assertThat(step(owner, "key").getString("source")).isEqualTo("dev");
        assertThat(step(other, "key").getString("refused")).isEqualTo("unknown_key");
        edge.sources.set(before);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /nowhere, nothing is at this path",
        "GET, /v1/batch, this path answers POST",
        "GET, /v1/stream, no events come by this path as a request"
    })
    void saysWhyAPathTakesNoEvents(String method, String target, String detail) {
        JsonObject explained = explain(method, target, Map.of(), "");

        assertThat(steps(explained)).containsExactly("route");
        assertThat(step(explained, "route").getString("detail")).isEqualTo(detail);
    }

    @Test
    void inflatesABodyAndRefusesAnEncodingAsTheEdgeDoes() {
        byte[] plain = TestEdge.utf8(TestEdge.batch(TestEdge.track("packed")));
        byte[] packed = TestEdge.gzip(plain);

        JsonObject explained = explain(
                edge.sources.get().all().get(0),
                new DescribedRequest(
                        "POST", "/v1/batch", List.of(Map.entry("X-Write-Key", TestEdge.KEY)), packed, null));
        JsonObject refused = explain("POST", "/v1/batch", Map.of("Content-Encoding", "br"), "x");

        assertThat(step(explained, "body").getInteger("inflatedBytes")).isEqualTo(plain.length);
        assertThat(explained.getJsonArray("events")).hasSize(1);
        assertThat(step(refused, "body").getString("refused")).isEqualTo("unsupported_encoding");
        assertThat(refused.getJsonObject("answer").getInteger("status"))
                .isEqualTo(edge.send(edge.request("/v1/batch")
                                .header("Content-Encoding", "br")
                                .POST(BodyPublishers.ofString("x"))
                                .build())
                        .statusCode());
    }

    private JsonObject explain(String method, String target, Map<String, String> headers, String body) {
        return explain(edge.sources.get().all().get(0), method, target, headers, body);
    }

    private JsonObject explain(Source reader, String method, String target, Map<String, String> headers, String body) {
        return explain(
                reader,
                new DescribedRequest(method, target, List.copyOf(headers.entrySet()), TestEdge.utf8(body), "10.0.0.1"));
    }

    private JsonObject explain(Source reader, DescribedRequest request) {
        return new JsonObject(TestEdge.await(edge.edge.explain(request, reader)).toJson((json, entry) -> {}));
    }

    private static List<String> steps(JsonObject explained) {
        return stream(explained).map(step -> step.getString("step")).toList();
    }

    private static JsonObject step(JsonObject explained, String name) {
        return stream(explained)
                .filter(step -> step.getString("step").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<JsonObject> stream(JsonObject explained) {
        return explained.getJsonArray("steps").stream().map(JsonObject.class::cast);
    }
}
