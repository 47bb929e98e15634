package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.Rate;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.journal.JournalTopic;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much a source may send, and what those hear that sent too much. */
class EdgeRateTest {
    private TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @Test
    void takesTheBurstAndRefusesOneEventMore() {
        rate(new Rate(1, 3));

        HttpResponse<String> first = post("/v1/batch", batch(track("a"), track("b")));
        HttpResponse<String> second = post("/v1/batch", batch(track("c")));
        HttpResponse<String> third = post("/v1/batch", batch(track("d")));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(limits(first)).containsExactly("3", "1", "2");
        assertThat(limits(second)).containsExactly("3", "0", "3");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(limits(third)).startsWith("3", "0");
        assertThat(header(third, "x-ratelimit-reset")).isEqualTo(header(third, "retry-after"));
        assertThat(third.body()).contains("\"reason\":\"rate_limited\"", "\"retryAfterMs\":");
        assertThat(edge.journal.ids()).containsExactly("a", "b", "c");
        assertThat(edge.counter("ecompulse.refused.requests", "reason", "rate_limited"))
                .isEqualTo(1);
    }

    @Test
    void takesAgainWhenTheTimeHasComeBack() {
        rate(new Rate(1, 1));
        post("/v1/batch", batch(track("a")));
        assertThat(post("/v1/batch", batch(track("b"))).statusCode()).isEqualTo(429);

        edge.nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(post("/v1/batch", batch(track("b"))).statusCode()).isEqualTo(200);
    }

    @Test
    void anotherSourceIsNotTouched() {
        edge.sources.set(new Sources(List.of(limited("dev", TestEdge.KEY, new Rate(1, 1)), open())));
        post("/v1/batch", batch(track("a"), track("b")));

        assertThat(post("/v1/batch", batch(track("c"))).statusCode()).isEqualTo(429);
        HttpResponse<String> other = edge.send(edge.request("/v1/batch?k=open-key")
                .POST(BodyPublishers.ofString(batch(track("d"))))
                .build());
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.headers().map()).doesNotContainKey("x-ratelimit-limit");
    }

    /** facts of the families: a 429 is waited for by some, thrown away by posthog-js, and no difference to Snowplow. */
    @ParameterizedTest
    @CsvSource({
        "/v1/batch,429",
        "/v1/t,429",
        "/beacon/v1/batch,429",
        "/v1/beacon,429",
        "/api/s/track,429",
        "/events,429",
        "/e/,503",
        "/batch/,503",
        "/com.snowplowanalytics.snowplow/tp2,503"
    })
    void refusesInTheLanguageOfThePath(String path, int status) {
        rate(new Rate(1, 1));
        post("/v1/batch", batch(track("a")));

        HttpResponse<String> answer = post(path, "{}");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"reason\":\"rate_limited\"");
        assertThat(Integer.parseInt(header(answer, "retry-after"))).isBetween(10, 30);
        assertThat(header(answer, "access-control-expose-headers")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/v1/pixel.gif?k=dev-write-key&event=E,429", "/i?aid=dev-write-key&e=pv,503"})
    void refusesAnImageWithAnImage(String path, int status) {
        rate(new Rate(1, 1));
        post("/v1/batch", batch(track("a")));

        HttpResponse<String> answer = edge.send(edge.request(path).GET().build());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "content-type")).isEqualTo("image/gif");
        assertThat(header(answer, "retry-after")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"/v1/batch,300", "/e/,30", "/v1/beacon,3605"})
    void asksForNoLongerWaitThanTheLibrariesKeep(String path, int most) {
        rate(new Rate(1, 3_600));
        post(
                "/v1/batch",
                batch(IntStream.range(0, 3_600).mapToObj(i -> track("m" + i)).toArray(String[]::new)));
        String[] huge = new String[3_600];
        Arrays.fill(huge, "{}");

        HttpResponse<String> answer =
                post(path, path.equals("/v1/beacon") ? "[" + String.join(",", huge) + "]" : batch(huge));

        assertThat(Integer.parseInt(header(answer, "retry-after"))).isBetween(Math.min(most, 3_600), most + 1);
    }

    @Test
    void aPageMayReadWhatItsSourceHasLeft() {
        rate(new Rate(1, 3));

        HttpResponse<String> answer =
                edge.post("/v1/batch", TestEdge.utf8(batch(track("a"))), "Origin", "https://shop.example");

        assertThat(header(answer, "access-control-expose-headers"))
                .contains("Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset");
    }

    @Test
    void aBodyThatCannotBeReadCountsAsOneEvent() {
        rate(new Rate(1, 1));

        assertThat(post("/v1/batch", "nonsense").statusCode()).isEqualTo(400);
        assertThat(post("/v1/batch", "nonsense").statusCode()).isEqualTo(429);
        assertThat(edge.journal.values(JournalTopic.FAILED)).containsExactly("nonsense");
    }

    @Test
    void aStreamIsLimitedTogetherWithRequests() {
        rate(new Rate(1, 2));
        StreamClient client = StreamClient.welcomed(edge);
        client.batch(1, track("a"), track("b"));
        assertThat(client.nextJson().getString("type")).isEqualTo("ack");

        client.batch(2, track("c"));

        JsonObject nack = client.nextJson();
        assertThat(nack.getString("type")).isEqualTo("nack");
        assertThat(nack.getString("reason")).isEqualTo("rate_limited");
        assertThat(nack.getInteger("retryAfterMs")).isBetween(10_000, 15_000);
        assertThat(post("/v1/batch", batch(track("d"))).statusCode()).isEqualTo(429);
        edge.nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        client.batch(3, track("c"));
        assertThat(client.nextJson().getString("type")).isEqualTo("ack");
        client.close();
    }

    @Test
    void aSourceThatNamesNoRateHasTheProcesss() {
        edge.close();
        edge = TestEdge.start("edge.rate.events", "1", "edge.rate.burst", "2");

        assertThat(limits(post("/v1/batch", batch(track("a"), track("b"))))).containsExactly("2", "0", "2");
        assertThat(post("/v1/batch", batch(track("c"))).statusCode()).isEqualTo(429);
        rate(Rate.UNLIMITED);
        assertThat(post("/v1/batch", batch(track("c"))).statusCode()).isEqualTo(200);
    }

    private void rate(Rate rate) {
        edge.sources.set(new Sources(List.of(limited("dev", TestEdge.KEY, rate))));
    }

    private static Source open() {
        return TestEdge.source("open", "open-key", IpPolicy.TRUNCATE);
    }

    static Source limited(String id, String key, Rate rate) {
        return new Source(
                id,
                id,
                true,
                List.of(key),
                List.of(),
                IpPolicy.TRUNCATE,
                true,
                Set.of(Source.ANY_ORIGIN),
                rate,
                PrivacyPolicy.DEFAULT);
    }

    private HttpResponse<String> post(String path, String body) {
        return edge.post(path, body);
    }

    private static List<String> limits(HttpResponse<String> answer) {
        return List.of("limit", "remaining", "reset").stream()
                .map(name -> String.valueOf(header(answer, "x-ratelimit-" + name)))
                .toList();
    }

    private static @Nullable String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }
}
