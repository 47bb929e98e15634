package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The document that keeps libraries from sending to their vendor (wire.md §10.2). */
class SettingsDocumentTest {
    private TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void isTheMeasuredDocumentForAnyKey() {
        HttpResponse<String> answer = get("/v1/projects/no%22such+key/settings");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("cache-control")).contains("private, max-age=60");
        assertThat(answer.body())
                .isEqualTo("{\"integrations\":{\"Segment.io\":{\"apiKey\":\"no\\\"such+key\",\"apiHost\":\"127.0.0.1:"
                        + edge.edge.port()
                        + "/v1\",\"protocol\":\"http\",\"unbundledIntegrations\":[],\"addBundledMetadata\":true,\"maybeBundledConfigIds\":{},"
                        + "\"httpConfig\":{\"rateLimitConfig\":{\"enabled\":true,\"maxRetryCount\":100,\"maxRetryInterval\":300},"
                        + "\"backoffConfig\":{\"enabled\":true,\"maxRetryCount\":100,\"baseBackoffInterval\":0.5,\"maxBackoffInterval\":300}}}},"
                        + "\"plan\":{\"track\":{\"__default\":{\"enabled\":true,\"integrations\":{}}}},\"edgeFunction\":{},"
                        + "\"middlewareSettings\":{},\"enabledMiddleware\":{},\"metrics\":{\"sampleRate\":0},"
                        + "\"legacyVideoPluginsEnabled\":false,\"remotePlugins\":[]}");
    }

    @Test
    void namesTheHostBehindAProxy() {
        HttpResponse<String> answer =
                get("/v1/projects/k/settings", "X-Forwarded-Host", "events.shop.example", "X-Forwarded-Proto", "https");

        assertThat(segment(answer).getString("apiHost")).isEqualTo("events.shop.example/v1");
        assertThat(segment(answer).getString("protocol")).isEqualTo("https");
    }

    @Test
    void namesNoHostThatIsNone() {
        HttpResponse<String> answer =
                get("/v1/projects/k/settings", "X-Forwarded-Host", "evil/path?", "X-Forwarded-Proto", "javascript");

        assertThat(segment(answer).getString("apiHost")).isEqualTo("localhost/v1");
        assertThat(segment(answer).getString("protocol")).isEqualTo("http");
    }

    @Test
    void namesTheConfiguredHostBeforeAllOthers() {
        edge.close();
        edge = TestEdge.start("edge.public.host", "in.shop.example:8443");

        HttpResponse<String> answer = get("/v1/projects/k/settings", "X-Forwarded-Host", "other.example");

        assertThat(segment(answer).getString("apiHost")).isEqualTo("in.shop.example:8443/v1");
        assertThat(segment(answer).getString("protocol")).isEqualTo("https");
    }

    private HttpResponse<String> get(String path, String... headers) {
        var request = edge.request(path).GET();
        return edge.send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private static JsonObject segment(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getJsonObject("integrations").getJsonObject("Segment.io");
    }
}
