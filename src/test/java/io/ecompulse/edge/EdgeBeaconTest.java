package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.KEY;
import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own beacon and image, through a real server. */
class EdgeBeaconTest {
    private final TestEdge edge = TestEdge.start("edge.batch.events.max", "3");

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @Test
    void takesWhatSendBeaconSends() {
        assertThat(beacon("k=" + KEY, track("m1")).body()).startsWith("{\"success\":true,\"accepted\":1,");
        assertThat(beacon("k=" + KEY, batch(track("m2"), track("m3"))).body()).contains("\"accepted\":2,");
        assertThat(beacon("k=" + KEY, " [" + track("m4") + "," + track("m5") + "]\n")
                        .body())
                .contains("\"accepted\":2,");
        assertThat(edge.journal.ids()).containsExactly("m1", "m2", "m3", "m4", "m5");
        assertThat(edge.journal.values(JournalTopic.EVENTS)).allMatch(v -> v.contains("\"protocol\":\"beacon\""));
    }

    @Test
    void takesTheKeyFromTheBodyWhereTheQueryHasNone() {
        assertThat(beacon("", "[" + track("m1").replaceFirst("\\{", "{\"writeKey\":\"" + KEY + "\",") + "]")
                        .body())
                .contains("\"accepted\":1,");
    }

    @ParameterizedTest
    @CsvSource(value = {"''", "' \n\t'"})
    void thanksForAnEmptyBeacon(String body) {
        HttpResponse<String> answer = beacon("k=" + KEY, body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"success\":true,\"accepted\":0,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "k=dev-write-key | [1,2 | 400 | malformed",
                "k=dev-write-key | [1,2]x | 400 | malformed",
                "k=dev-write-key | 7 | 400 | malformed",
                "k=dev-write-key | [{},{},{},{}] | 413 | too_many_events",
                "k=nobody | [] | 401 | unknown_key",
                "a=b | [] | 401 | missing_key"
            })
    void refusesWhatIsNone(String query, String body, int status, String reason) {
        HttpResponse<String> answer = beacon(query, body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"reason\":\"" + reason + "\"");
    }

    @Test
    void takesABatchAsLargeAsAllowed() {
        assertThat(beacon("k=" + KEY, "[" + track("a") + "," + track("b") + ",{}]")
                        .body())
                .contains("\"accepted\":2,\"duplicates\":0,\"rejected\":1");
    }

    @Test
    void anImageIsAPageViewWithTheRefererAsItsPage() {
        HttpResponse<byte[]> answer = image(
                "k=" + KEY + "&messageId=m1&userId=u-1&title=Hello+w%C3%B6rld&shelf=3&code=007&odd=%zz",
                "Referer",
                "https://shop.example/a/b?utm_source=mail&utm_campaign=spring&q=1#top");

        assertDot(answer, 200);
        JsonObject event = event(0);
        assertThat(event.getString("type")).isEqualTo("page");
        assertThat(event.getString("messageId")).isEqualTo("m1");
        assertThat(event.getString("userId")).isEqualTo("u-1");
        assertThat(event.getJsonObject("properties").encode())
                .isEqualTo("{\"shelf\":3,\"code\":\"007\",\"odd\":\"%zz\"}");
        assertThat(event.getJsonObject("context").encode())
                .isEqualTo(
                        "{\"page\":{\"url\":\"https://shop.example/a/b?utm_source=mail&utm_campaign=spring&q=1#top\",\"path\":\"/a/b\",\"search\":\"?utm_source=mail&utm_campaign=spring&q=1\",\"title\":\"Hello"
                                + " wörld\"},\"campaign\":{\"source\":\"mail\",\"name\":\"spring\"}}");
    }

    @Test
    void anImageSaysAnyCall() {
        image("k=" + KEY + "&event=Product+Viewed&anonymousId=a&product_id=p-1&price=29.95");
        image("k=" + KEY + "&type=identify&anonymousId=a&userId=u&email=x%40y.example");

        assertThat(event(0).getString("type")).isEqualTo("track");
        assertThat(event(0).getString("event")).isEqualTo("Product Viewed");
        assertThat(event(0).getJsonObject("properties").encode()).isEqualTo("{\"product_id\":\"p-1\",\"price\":29.95}");
        assertThat(event(1).getJsonObject("traits").getString("email")).isEqualTo("x@y.example");
    }

    @Test
    void anImageWithoutAVisitorGetsOneOfItsOwn() {
        image("k=" + KEY);
        image("k=" + KEY);

        assertThat(event(0).getJsonObject("context").getString("visitor")).isEqualTo("assigned");
        assertThat(event(0).getString("anonymousId")).isNotEmpty().isNotEqualTo(event(1).getString("anonymousId"));
    }

    @Test
    void anImageThatIsAskedForAgainMeetsItsFirstCopy() {
        image("k=" + KEY + "&messageId=again");
        image("k=" + KEY + "&messageId=again");

        assertThat(event(0).getString("anonymousId")).isEqualTo("again");
        assertThat(edge.journal.entries(JournalTopic.EVENTS)).hasSize(1);
    }

    @Test
    void anImageStaysOneWhenItIsRefused() {
        assertDot(image("k=nobody"), 401);
        assertDot(image("type=page"), 401);
        edge.journal.failWith(JournalUnavailable.overloaded("full"));
        HttpResponse<byte[]> refused = image("k=" + KEY);
        edge.journal.recover();

        assertDot(refused, 503);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void anImageOfNoKnownTypeIsKeptWithTheFailedEventsAsItCame() {
        assertDot(image("k=" + KEY + "&type=shout&messageId=m9"), 200);

        assertThat(edge.journal.values(JournalTopic.FAILED)).containsExactly("k=" + KEY + "&type=shout&messageId=m9");
        assertThat(FakeJournal.header(edge.journal.entries(JournalTopic.FAILED).get(0), "reason"))
                .isEqualTo("unknown_type");
    }

    @Test
    void anImageIsAnsweredOnlyOnceItIsDurable() throws Exception {
        edge.journal.hold();
        var pending =
                edge.client.sendAsync(edge.request("/v1/pixel.gif?k=" + KEY).build(), BodyHandlers.ofByteArray());
        Awaitility.await().until(() -> edge.journal.heldAppends() == 1);
        assertThat(pending).isNotDone();

        edge.journal.acknowledge(0);

        assertDot(pending.get(), 200);
    }

    private HttpResponse<String> beacon(String query, String body) {
        return edge.send(edge.request("/v1/beacon?" + query)
                .header("Content-Type", "text/plain;charset=UTF-8")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<byte[]> image(String query, String... headers) {
        var request =
                edge.request("/v1/pixel.gif?" + query.replace("%zz", "%25zz")).GET();
        try {
            return edge.client.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException fault) {
            throw new AssertionError(fault);
        }
    }

    private JsonObject event(int index) {
        return new JsonObject(edge.journal.values(JournalTopic.EVENTS).get(index)).getJsonObject("event");
    }

    private static void assertDot(HttpResponse<byte[]> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("image/gif");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store, private");
        try {
            var image = ImageIO.read(new ByteArrayInputStream(answer.body()));
            assertThat(image.getWidth()).isEqualTo(1);
            assertThat(image.getHeight()).isEqualTo(1);
            assertThat(image.getRGB(0, 0) >>> 24).isZero();
        } catch (IOException fault) {
            throw new AssertionError(fault);
        }
    }
}
