package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Jitsu's library sends (wire.md §5), through a real server. */
class EdgeJitsuTest {
    private static final String EVENT =
            "{\"type\":\"%s\",\"event\":\"E\",\"userId\":\"u\",\"anonymousId\":\"a\",\"messageId\":\"1b0k6f2r9zq8m3x7c5v4w0\","
                    + "\"timestamp\":\"2026-03-01T11:59:59.000Z\",\"sentAt\":\"2026-03-01T11:59:59.000Z\","
                    + "\"writeKey\":\"dev-write-key:***\",\"context\":{}}";

    private final TestEdge edge = TestEdge.start("edge.event.bytes.max", "400");

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/s/track, track",
        "/api/s/identify, identify",
        "/api/s/page, page",
        "/api/s/group, group",
        "/api/s/alias, alias",
        "/api/s/screen/, screen",
        "/api/s/s2s/track, track",
        "/api/s/s2s/page, page"
    })
    void takesEachCallWithTheKeyOfItsHeader(String path, String type) {
        HttpResponse<String> answer = send(path, KEY + ":secret", EVENT.formatted(type));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"success\":true,\"ok\":true,\"accepted\":1,");
        assertThat(edge.journal.values(JournalTopic.EVENTS).get(0))
                .contains("\"protocol\":\"jitsu\"", "\"event\":{\"type\":\"" + type + "\"");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0"})
    void takesAnEventAsLongAsAllowed(int over, int accepted) {
        String event = EVENT.formatted("page");
        String padded = event.replace(
                "\"context\":{}", "\"context\":{\"p\":\"" + "x".repeat(400 - event.length() - 6 + over) + "\"}");

        assertThat(send("/api/s/page", KEY + ":s", padded).body()).contains("\"accepted\":" + accepted + ",");
    }

    @Test
    void refusesAnUnknownKeyAndWhatIsNoJson() {
        assertThat(send("/api/s/page", "nobody:secret", EVENT.formatted("page")).statusCode())
                .isEqualTo(401);
        assertThat(send("/api/s/page", KEY + ":s", "{\"type\":").statusCode()).isEqualTo(400);
    }

    @Test
    void saysThatItIsOverloaded() {
        edge.journal.failWith(JournalUnavailable.overloaded("full"));
        HttpResponse<String> refused = send("/api/s/page", KEY + ":s", EVENT.formatted("page"));
        edge.journal.recover();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
    }

    private HttpResponse<String> send(String path, String key, String body) {
        return edge.send(edge.request(path)
                .header("X-Write-Key", key)
                .POST(BodyPublishers.ofString(body))
                .build());
    }
}
