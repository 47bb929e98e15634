package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.KEY;
import static io.ecompulse.edge.TestEdge.gzip;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.Event;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.Timestamps;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RudderStack's libraries send and ask (wire.md §2), through a real server. */
class EdgeRudderStackTest {
    private static final String BATCH =
            "{\"batch\":[{\"type\":\"track\",\"event\":\"Order Completed\",\"anonymousId\":\"a\",\"messageId\":\"r-1\","
                    + "\"channel\":\"server\",\"originalTimestamp\":\"2026-03-01T11:00:00.000Z\","
                    + "\"sentAt\":\"2026-03-01T11:00:05.000Z\",\"context\":{\"library\":{\"name\":\"analytics-node\"}}}]}";

    private final TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @Test
    void takesAPackedBatchThatCallsItselfAForm() throws MalformedJson {
        HttpResponse<String> answer = edge.send(edge.request("/v1/batch")
                .header("Authorization", basic(KEY + ":"))
                .header("Content-Encoding", "gzip")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofByteArray(gzip(utf8(BATCH))))
                .build());

        assertThat(answer.body()).startsWith("{\"success\":true,\"accepted\":1,");
        Event event =
                Event.read(edge.journal.entries(JournalTopic.EVENTS).get(0).value());
        // An hour between sending and taking is a retry, and moves nothing.
        assertThat(event.times().timestamp()).isEqualTo(Timestamps.micros(Instant.parse("2026-03-01T11:00:00Z")));
        assertThat(event.times().original()).isEqualTo(event.times().timestamp());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/beacon/v1/batch", "/beacon/v1/batch/"})
    void takesABeaconWithItsKeyInTheQuery(String path) {
        HttpResponse<String> answer = edge.send(edge.request(path + "?writeKey=" + KEY)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(BATCH))
                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(edge.journal.values(JournalTopic.EVENTS).get(0)).contains("\"protocol\":\"rudderstack\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sourceConfig/", "/sourceConfig"})
    void tellsItsBrowserLibraryThatTheSourceIsThere(String path) {
        HttpResponse<String> answer = edge.send(edge.request(path + "?p=npm&v=3.34.1&build=modern&writeKey=no%22such")
                .header("Authorization", basic("ignored-for-events-only:"))
                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"source\":{\"id\":\"ignored-for-events-only\",\"name\":\"ignored-for-events-only\","
                        + "\"writeKey\":\"ignored-for-events-only\",\"enabled\":true,\"workspaceId\":\"ecompulse\","
                        + "\"config\":{\"statsCollection\":{\"errors\":{\"enabled\":false},\"metrics\":{\"enabled\":false}}},"
                        + "\"connections\":[],\"destinations\":[],\"dataplanes\":{}}}");
    }

    @Test
    void tellsItEvenWithoutAKey() {
        assertThat(edge.send(edge.request("/sourceConfig/").build()).body()).startsWith("{\"source\":{\"id\":\"\"");
    }

    @Test
    void letsItsRetriesThroughThePreflight() {
        HttpResponse<String> answer = edge.send(edge.request("/v1/track")
                .header("Origin", "https://shop.example")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());

        assertThat(answer.headers()
                        .firstValue("access-control-allow-headers")
                        .orElseThrow()
                        .split(", "))
                .contains(
                        "authorization",
                        "content-type",
                        "anonymousid",
                        "sentat",
                        "rsa-retry-attempt",
                        "rsa-retry-reason",
                        "rsa-since-first-attempt",
                        "rsa-since-last-attempt",
                        "rsa-recovered");
    }

    @Test
    void isAskedToComeAgainInTheWayItObeys() {
        edge.journal.failWith(JournalUnavailable.overloaded("full"));
        HttpResponse<String> refused = edge.post("/beacon/v1/batch", BATCH);
        edge.journal.recover();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after").orElseThrow()).matches("1[0-5]");
        assertThat(refused.headers().firstValue("x-ratelimit-reset"))
                .isEqualTo(refused.headers().firstValue("retry-after"));
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(utf8(user));
    }
}
