package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.KEY;
import static io.ecompulse.edge.TestEdge.gzip;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.event.RejectReason;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostHog's libraries send and ask (wire.md §4), through a real server. */
class EdgePostHogTest {
    private static final String EVENT = "{\"uuid\":\"%s\",\"event\":\"%s\",\"properties\":{\"token\":\"" + KEY
            + "\",\"distinct_id\":\"d-1\",\"$device_id\":\"d-1\",\"$session_id\":\"s-1\",\"$lib\":\"web\","
            + "\"$current_url\":\"https://shop.example/p?utm_source=mail\",\"price\":1.50},\"timestamp\":\"2026-03-01T11:59:58Z\","
            + "\"$set_once\":{\"first\":true}}";

    private final TestEdge edge = TestEdge.start("edge.batch.events.max", "2", "edge.event.bytes.max", "2000");

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/e/", "/e", "/i/v0/e/", "/batch/", "/batch", "/capture/?ip=1&_=1772366399000&ver=1.200"})
    void takesAPackedBatchThatNobodyAnnounced(String path) {
        HttpResponse<String> answer = post(path, gzip(utf8(batch(event("ph-1", "Product Viewed")))));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"success\":true,\"status\":\"Ok\",\"accepted\":1,");
        assertThat(answer.body()).doesNotContain("quota_limited");
        assertThat(edge.journal.ids()).containsExactly("ph-1");
    }

    @Test
    void saysItInTheTrackingSpecsWordsAndKeepsTheRest() {
        post("/e/", utf8(batch(event("ph-1", "Product Viewed"))));

        assertThat(first().encode())
                .isEqualTo("{\"type\":\"track\",\"event\":\"Product"
                        + " Viewed\",\"anonymousId\":\"d-1\",\"messageId\":\"ph-1\","
                        + "\"timestamp\":\"2026-03-01T11:59:58Z\",\"sentAt\":\"2026-03-01T11:59:59Z\",\"properties\":{"
                        + "\"distinct_id\":\"d-1\",\"$device_id\":\"d-1\",\"$session_id\":\"s-1\",\"$lib\":\"web\","
                        + "\"$current_url\":\"https://shop.example/p?utm_source=mail\",\"price\":1.5},"
                        + "\"context\":{\"library\":{\"name\":\"posthog-js\"},\"page\":{\"url\":\"https://shop.example/p?utm_source=mail\","
                        + "\"path\":\"/p\",\"search\":\"?utm_source=mail\"},\"campaign\":{\"source\":\"mail\"},"
                        + "\"sessionId\":\"s-1\",\"posthog\":{\"$set_once\":{\"first\":true}}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'event':'$identify','distinct_id':'u','properties':{'$anon_distinct_id':'a','$set':{'x':1}} |"
                        + " identify | a | u",
                "'event':'$identify','distinct_id':'u','$set':{'x':1} | identify | null | u",
                "'event':'$create_alias','properties':{'distinct_id':'old','alias':'new'} | alias | null | new",
                "'event':'$groupidentify','distinct_id':'g','properties':{'$group_key':'k'} | group | null | g",
                "'event':'$pageview','distinct_id':'u' | page | null | u",
                "'event':'$screen','distinct_id':'u','properties':{'$screen_name':'Home'} | screen | null | u",
                "'event':'purchase','distinct_id':'u','properties':{'$device_id':'dev'} | track | dev | u"
            })
    void knowsItsOwnCalls(String members, String type, String anonymousId, String userId) {
        post("/capture/", utf8("{\"api_key\":\"" + KEY + "\"," + members.replace('\'', '"') + "}"));

        assertThat(first().getString("type")).isEqualTo(type);
        assertThat(String.valueOf(first().getString("anonymousId"))).isEqualTo(anonymousId);
        assertThat(first().getString("userId")).isEqualTo(userId);
    }

    @Test
    void readsABareListWithOffsetsFromItsSending() {
        String old =
                "{\"event\":\"E\",\"properties\":{\"token\":\"" + KEY + "\",\"distinct_id\":\"d\"},\"offset\":2000}";

        assertThat(post("/e/?_=1772366399000", utf8("[" + old + "]")).body()).contains("\"accepted\":1,");
        assertThat(post("/e/", utf8("[" + old + "]")).body()).contains("\"accepted\":1,");

        assertThat(first().getString("timestamp")).isEqualTo("2026-03-01T11:59:57Z");
        assertThat(first().getString("sentAt")).isEqualTo("2026-03-01T11:59:59Z");
        assertThat(event(1).getString("timestamp")).isEqualTo("2026-03-01T11:59:58Z");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsBase64AsAFormAndBare(boolean form) {
        String base64 = Base64.getEncoder().encodeToString(utf8(event("ph-b", "Ünicode ?>")));
        String body = form ? "data=" + URLEncoder.encode(base64, StandardCharsets.UTF_8) + "&x=1" : base64 + "\n";

        assertThat(post("/e/?compression=base64", utf8(body)).body()).contains("\"accepted\":1,");
        assertThat(first().getString("event")).isEqualTo("Ünicode ?>");
    }

    @Test
    void readsAFormWithPlainJsonAndOneWhosePlusesNobodyEscaped() {
        assertThat(post("/e/", utf8("data=" + URLEncoder.encode(event("f-1", "E"), StandardCharsets.UTF_8)))
                        .body())
                .contains("\"accepted\":1,");
        String base64 = Base64.getEncoder().encodeToString(utf8(event("f-2", "~~>~>>??>")));
        assertThat(base64).contains("+");
        assertThat(post("/e/", utf8("data=" + base64)).body()).contains("\"accepted\":1,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"batch\":[{},{},{}]} | 413",
                "[{},{},{}] | 413",
                "[{} | 400",
                "data=%%% | 400",
                "hello! | 400",
                "`` | 400",
                "{\"event\":tru} | 400",
                "{\"batch\":[],\"x\":tru} | 400",
                "{\"batch\":[]} | 401",
                "{\"api_key\":\"nobody\",\"batch\":[]} | 401"
            })
    void refusesWhatItCannotTake(String body, int status) {
        assertThat(post("/e/", utf8(body)).statusCode()).isEqualTo(status);
    }

    @Test
    void oneBadEventSpoilsNoBatch() {
        HttpResponse<String> answer = post("/batch/", utf8(batch("{\"event\":\"E\"," + "\"a\":01}", event("ok", "E"))));

        assertThat(answer.body())
                .contains("\"accepted\":1,\"duplicates\":0,\"rejected\":1")
                .contains("\"malformed\"");
        assertThat(edge.journal.values(JournalTopic.FAILED)).containsExactly("{\"event\":\"E\",\"a\":01}");
        assertThat(post("/batch/", utf8(batch("{\"event\":\"E\"}", "{\"distinct_id\":\"d\"}")))
                        .body())
                .contains("\"missing_identity\"", "\"missing_event\"");
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void takesAnEventAsLongAsAllowed(int over, boolean reachesTheJudge) {
        String event = event("big", "E");
        String padded =
                event.replace("\"first\":true", "\"pad\":\"" + "x".repeat(2000 - event.length() + 4 + over) + "\"");

        String answer = post("/batch/", utf8(batch(padded))).body();

        assertThat(padded.length()).isEqualTo(2000 + over);
        assertThat(answer).contains(reachesTheJudge ? "translated, the event" : "the event has 2001 bytes");
    }

    @Test
    void neverSays429AndWaitsAtMostHalfAMinute() {
        edge.journal.failWith(JournalUnavailable.overloaded("full"));
        HttpResponse<String> refused = post("/e/", utf8(batch(event("m", "E"))));
        edge.journal.recover();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Integer.parseInt(refused.headers().firstValue("retry-after").orElseThrow()))
                .isLessThanOrEqualTo(30);
        assertThat(Dialect.POSTHOG.status(RejectReason.TIMEOUT, null)).isEqualTo(503);
    }

    @Test
    void cutsTheConnectionOfTheNodeLibraryWhichThenKeepsItsEvents() {
        edge.journal.failWith(JournalUnavailable.overloaded("full"));

        assertThatThrownBy(() -> edge.send(edge.request("/batch/")
                        .header("User-Agent", "posthog-node/5.70.0")
                        .POST(BodyPublishers.ofString(batch(event("m", "E"))))
                        .build()))
                .isInstanceOf(UncheckedIOException.class);
        edge.journal.recover();
    }

    @Test
    void tellsItsLibrariesThatThereIsNothingButEvents() {
        assertThat(get("/array/tok%22en/config").body())
                .startsWith(
                        "{\"token\":\"tok\\\"en\",\"supportedCompression\":[\"gzip\",\"gzip-js\"],\"analytics\":{\"endpoint\":\"/i/v0/e/\"},"
                                + "\"hasFeatureFlags\":false,\"sessionRecording\":false,");
        HttpResponse<String> script = get("/array/k/config.js");
        assertThat(script.headers().firstValue("content-type")).contains("application/javascript; charset=utf-8");
        assertThat(script.body()).contains("_POSTHOG_REMOTE_CONFIG", "({\"k\":{\"config\":{\"token\":\"k\"");
        for (String path : new String[] {"/flags/?v=2", "/decide/?v=3"}) {
            assertThat(post(path, utf8("{\"distinct_id\":\"d\"}")).body())
                    .isEqualTo(
                            "{\"flags\":{},\"featureFlags\":{},\"featureFlagPayloads\":{},\"errorsWhileComputingFlags\":false,"
                                    + "\"sessionRecording\":false,\"supportedCompression\":[\"gzip\",\"gzip-js\"]}");
        }
    }

    private static String event(String id, String name) {
        return EVENT.formatted(id, name);
    }

    private static String batch(String... events) {
        return "{\"api_key\":\"" + KEY + "\",\"batch\":[" + String.join(",", events)
                + "],\"sent_at\":\"2026-03-01T11:59:59Z\"}";
    }

    private HttpResponse<String> post(String path, byte[] body) {
        return edge.send(edge.request(path)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    private HttpResponse<String> get(String path) {
        return edge.send(edge.request(path).GET().build());
    }

    private JsonObject first() {
        return event(0);
    }

    private JsonObject event(int index) {
        return new JsonObject(edge.journal.values(JournalTopic.EVENTS).get(index)).getJsonObject("event");
    }
}
