package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pages may send for a source. */
class EdgeOriginTest {
    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = TestEdge.start();
        edge.sources.set(new Sources(List.of(
                source("dev", TestEdge.KEY, "https://shop.example", "http://localhost:3000"),
                source("servers", "server-key"),
                source("all", "all-key", Source.ANY_ORIGIN))));
    }

    @AfterAll
    static void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @ParameterizedTest
    @CsvSource({
        "dev-write-key,https://shop.example,200",
        "dev-write-key,http://localhost:3000,200",
        "dev-write-key,,200",
        "dev-write-key,http://shop.example,403",
        "dev-write-key,https://shop.example:444,403",
        "dev-write-key,https://shop.example.evil.example,403",
        "dev-write-key,https://www.shop.example,403",
        "dev-write-key,null,403",
        "server-key,https://shop.example,403",
        "server-key,,200",
        "all-key,https://anywhere.example,200",
        "all-key,null,200",
    })
    void aPageMaySendWhenItsOriginIsNamed(String key, @Nullable String origin, int status) {
        assertThat(post("/v1/batch", key, origin).statusCode()).isEqualTo(status);
    }

    @Test
    void aPageMayReadWhyItWasRefused() {
        HttpResponse<String> answer = post("/v1/batch", TestEdge.KEY, "https://evil.example");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"reason\":\"origin_not_allowed\"").doesNotContain("evil", "shop.example");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("https://evil.example");
        assertThat(answer.headers().firstValue("access-control-allow-credentials"))
                .contains("true");
        assertThat(edge.counter("ecompulse.refused.requests", "reason", "origin_not_allowed"))
                .isPositive();
    }

    /** 403 is final for each family; none of them sends what was refused so again. */
    @ParameterizedTest
    @CsvSource({"/v1/t", "/e/", "/com.snowplowanalytics.snowplow/tp2", "/api/s/track", "/v1/beacon", "/events"})
    void isRefusedOnEveryPath(String path) {
        assertThat(post(path, TestEdge.KEY, "https://evil.example").statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"https://shop.example,welcome", "https://evil.example,error"})
    void aStreamOfAPageIsAskedTheSame(String origin, String heard) {
        StreamClient stream = StreamClient.connect(edge, "Origin", origin);

        stream.say(StreamClient.HELLO);

        JsonObject first = stream.nextJson();
        assertThat(first.getString("type")).isEqualTo(heard);
        if (heard.equals("error")) {
            assertThat(first.getString("reason")).isEqualTo("origin_not_allowed");
            assertThat(stream.next()).isEqualTo("closed 4401");
        }
        stream.close();
    }

    @Test
    void aStreamWhoseKeyWasRevokedIsRefusedFromThenOn() {
        Sources before = edge.sources.get();
        StreamClient stream = StreamClient.connect(edge, "Origin", "https://shop.example");
        stream.say(StreamClient.HELLO);
        assertThat(stream.nextJson().getString("type")).isEqualTo("welcome");
        edge.sources.set(new Sources(List.of(source("all", "all-key", Source.ANY_ORIGIN))));

        stream.batch(1, track("revoked"));

        assertThat(stream.nextJson().getString("reason")).isEqualTo("unknown_key");
        assertThat(edge.journal.ids()).doesNotContain("revoked");
        edge.sources.set(before);
        stream.close();
    }

    private static HttpResponse<String> post(String path, String key, @Nullable String origin) {
        HttpRequest.Builder request = edge.request(path + "?k=" + key).POST(BodyPublishers.ofString(batch(track("m"))));
        return edge.send((origin == null ? request : request.header("Origin", origin)).build());
    }

    private static Source source(String id, String key, String... origins) {
        return new Source(
                id,
                id,
                true,
                List.of(key),
                List.of(),
                IpPolicy.DROP,
                true,
                Set.of(origins),
                null,
                PrivacyPolicy.DEFAULT);
    }
}
