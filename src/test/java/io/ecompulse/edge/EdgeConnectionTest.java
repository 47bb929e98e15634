package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Vert.x accepts by default and must not here, and every limit below the level of events. */
class EdgeConnectionTest {
    private static final String END = "\r\n\r\n";
    private TestEdge edge = TestEdge.start("edge.http.linger", "200ms", "edge.http.idle.timeout", "2s");

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @Test
    void looksAtNothingBehindAChunkedRequest() {
        String smuggled = "GET /v1/projects/smuggled/settings HTTP/1.1\r\nHost: a" + END;
        String chunk = batch(track("chunked"));
        String body = Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n0\r\n\r\n";

        String answer = edge.raw(head("Transfer-Encoding: chunked") + body + smuggled);

        assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
        assertThat(answer).contains("\"accepted\":1").doesNotContain("smuggled").containsOnlyOnce("HTTP/1.1");
    }

    @Test
    void refusesABodyWithTwoLengths() {
        String answer =
                edge.raw(head("Transfer-Encoding: chunked\r\nContent-Length: 4") + "0\r\n\r\nGET / HTTP/1.1" + END);

        assertThat(answer).startsWith("HTTP/1.1 400").containsOnlyOnce("HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: xchunked", "Transfer-Encoding: gzip, chunked", "Host: b"})
    void refusesHeadsThatTwoReadersUnderstandDifferently(String header) {
        String answer = edge.raw(head(header) + "0\r\n\r\nGET / HTTP/1.1\r\nHost: a" + END);

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("\"reason\":\"malformed\"")
                .containsOnlyOnce("HTTP/1.1");
    }

    @Test
    void refusesARequestThatNamesAWholeAddress() {
        assertThat(edge.raw("GET http://other/v1/track HTTP/1.1\r\nHost: a" + END))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void doesNotTalkHttp2WithoutTls() {
        String answer = edge.raw(
                "GET /v1/projects/k/settings HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__" + END);

        assertThat(answer).doesNotContain("101").startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @CsvSource({"8180,200", "8181,414"})
    void limitsTheRequestLine(int length, int status) {
        // "GET " and " HTTP/1.1" and the path make the line as long as the limit.
        String path = "/v1/projects/" + "k".repeat(length - "/v1/projects/".length() - "/settings".length() - 1)
                + "/settings";

        String answer = edge.raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close" + END);

        assertThat(answer).matches("(?s)HTTP/1\\.[01] " + status + ".*");
    }

    @Test
    void limitsTheHeaders() {
        String answer =
                edge.raw("GET /v1/projects/k/settings HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(17 * 1024) + END);

        assertThat(answer).startsWith("HTTP/1.1 431").contains("{\"success\":false,");
    }

    @Test
    void answersSlowBodiesWithTimeout() {
        edge.close();
        edge = TestEdge.start("edge.body.deadline", "100ms", "edge.http.linger", "100ms");

        String answer = edge.raw(head("Content-Length: 100") + "{");

        assertThat(answer)
                .startsWith("HTTP/1.1 408")
                .contains("\"reason\":\"timeout\"")
                .containsIgnoringCase("retry-after:");
    }

    @Test
    void closesIdleConnections() {
        assertThat(edge.raw("")).isEmpty();
        assertThat(edge.raw("GET /v1/projects/k/settings HTTP/1.1\r\n")).isEmpty();
    }

    @Test
    void tellsAClientToGoOnOnlyWhenItsBodyIsWelcome() {
        assertThat(edge.raw(head("Expect: 100-continue\r\nContent-Length: 99999999")))
                .startsWith("HTTP/1.1 413");
        String body = batch(track("expected"));
        assertThat(edge.raw(
                        head("Connection: close\r\nExpect: 100-continue\r\nContent-Length: " + body.length()) + body))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200");
    }

    @ParameterizedTest
    @CsvSource({"1000,200", "1001,413"})
    void limitsABodyOnTheWire(int length, int status) {
        edge.close();
        edge = TestEdge.start("edge.body.bytes.max", "1000");
        String body = batch(track("wire"));
        byte[] padded = utf8(body + " ".repeat(length - body.length()));

        assertThat(edge.post("/v1/batch", padded).statusCode()).isEqualTo(status);
        assertThat(edge.send(edge.request("/v1/batch?k=open-key")
                                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(padded)))
                                .build())
                        .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"2000,200", "2001,413"})
    void limitsABodyAfterInflating(int length, int status) {
        edge.close();
        edge = TestEdge.start("edge.body.inflated.bytes.max", "2000");
        String body = batch(track("inflated"));

        HttpResponse<String> answer =
                edge.post("/v1/batch", TestEdge.gzip(utf8(body + " ".repeat(length - body.length()))));

        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void refusesBodiesOverTheBudgetBeforeReadingThem() {
        edge.close();
        edge = TestEdge.start(EdgeBudgetTest.budget(20_000, "edge.body.bytes.max", "14000"));
        edge.journal.hold();
        byte[] first = padded("first", 7_000);
        CompletableFuture<HttpResponse<String>> waiting = postLater(first);
        await().until(() -> edge.journal.heldAppends() == 1);

        int room = 20_000 - (int) edge.heldBytes();
        HttpResponse<String> fits = edge.post("/v1/m", new byte[room]);
        HttpResponse<String> refused = edge.post("/v1/batch", padded("second", room + 1));
        edge.journal.acknowledge(0);

        assertThat(fits.statusCode()).isEqualTo(200);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("\"reason\":\"overloaded\"", "\"retryAfterMs\":");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(waiting.join().statusCode()).isEqualTo(200);
    }

    @Test
    void answersOnlyAfterTheAppendIsAcknowledged() {
        edge.journal.hold();
        CompletableFuture<HttpResponse<String>> answer = postLater(utf8(batch(track("held"))));
        await().until(() -> edge.journal.heldAppends() == 1);

        assertThat(answer).isNotDone();
        await().pollDelay(Duration.ofMillis(150)).until(() -> !answer.isDone());

        edge.journal.acknowledge(0);
        assertThat(answer.join().statusCode()).isEqualTo(200);
    }

    @Test
    void givesBackWhatAClientHeldThatWentAway() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.edge.port())) {
            socket.getOutputStream().write(utf8(head("Content-Length: 5000") + "{"));
            await().until(() ->
                    edge.registry.get("ecompulse.inflight.bytes").gauge().value() == 5000);
        }
        await().until(() ->
                edge.registry.get("ecompulse.inflight.bytes").gauge().value() == 0);
    }

    @Test
    void refusesNewWorkWhileItDrainsAndAnswersWhatIsInFlight() throws IOException {
        edge.journal.hold();
        CompletableFuture<HttpResponse<String>> inFlight = postLater(utf8(batch(track("in-flight"))));
        await().until(() -> edge.journal.heldAppends() == 1);
        assertThat(edge.health.isReady()).isTrue();

        try (Socket second = new Socket(InetAddress.getLoopbackAddress(), edge.edge.port())) {
            // A request that is being sent while the drain begins.
            String body = batch(track("late"));
            second.getOutputStream().write(utf8(head("Content-Length: " + body.length())));
            await().until(() ->
                    edge.registry.get("ecompulse.inflight.bytes").gauge().value() > 120);
            var drained = edge.edge.drain(Duration.ofSeconds(8));
            assertThat(edge.health.isReady()).isFalse();
            assertThat(drained.isComplete()).isFalse();
            second.getOutputStream().write(utf8(body));
            await().until(() -> edge.journal.heldAppends() == 2);

            edge.journal.acknowledge(0);
            edge.journal.acknowledge(0);

            assertThat(inFlight.join().body()).contains("\"accepted\":1");
            assertThat(readHead(second.getInputStream())).startsWith("HTTP/1.1 200");
            TestEdge.await(drained);
        }
    }

    private static String readHead(InputStream in) throws IOException {
        byte[] start = in.readNBytes("HTTP/1.1 200".length());
        return FakeJournal.text(start);
    }

    private CompletableFuture<HttpResponse<String>> postLater(byte[] body) {
        return edge.client.sendAsync(
                edge.request("/v1/batch?k=dev-write-key")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] padded(String id, int length) {
        String body = batch(track(id));
        return utf8(body + " ".repeat(length - body.length()));
    }

    private static String head(String headers) {
        return "POST /v1/batch?k=dev-write-key HTTP/1.1\r\nHost: a\r\n" + headers + END;
    }
}
