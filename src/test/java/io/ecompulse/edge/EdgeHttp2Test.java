package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.gzip;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.tls.TestCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds on HTTP/1.1 holds on HTTP/2: limits, keys, CORS, each language's answers, and the drain. */
class EdgeHttp2Test {
    @TempDir
    private static Path folder;

    private static TestCertificate certificate;
    private static TestEdge edge;
    private static HttpClient client;
    private static Vertx vertx;
    private static HttpClientAgent streams;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        streams = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2));
        certificate = TestCertificate.sound(folder, "edge");
        edge = edge();
        client = client();
    }

    @AfterEach
    void nothingIsHeld() {
        await().until(() -> edge.heldBytes() == 0);
    }

    @AfterAll
    static void stop() {
        TestEdge.await(vertx.close());
        edge.close();
    }

    private static TestEdge edge() {
        return TestEdge.start(
                "edge.tls.certificate", certificate.certificate().toString(),
                "edge.tls.key", certificate.key().toString(),
                "edge.body.bytes.max", "100000",
                "edge.body.inflated.bytes.max", "200000",
                "edge.body.deadline", "2s");
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(Version.HTTP_2)
                .sslContext(certificate.trusting())
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    @Test
    void isSpokenWithClientsThatOfferIt() throws Exception {
        HttpResponse<String> answer = post("/v1/batch", utf8(batch(track("h2"))));

        assertThat(answer.version()).isEqualTo(Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"success\":true,\"accepted\":1,");
        assertThat(answer.headers().firstValue("connection")).isEmpty();
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(answer.headers().firstValue("referrer-policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("cross-origin-resource-policy")).contains("cross-origin");
    }

    @Test
    void theSettingsDocumentNamesTheHostAndItsProtocol() throws Exception {
        HttpResponse<String> settings =
                client.send(request("/v1/projects/k/settings").GET().build(), BodyHandlers.ofString());

        assertThat(settings.body())
                .contains("\"apiHost\":\"localhost:" + edge.edge.port() + "/v1\"", "\"protocol\":\"https\"");
    }

    @ParameterizedTest
    @CsvSource({"100000,200", "100001,413"})
    void limitsABody(int length, int status) throws Exception {
        String body = batch(track("limit-" + length));

        HttpResponse<String> answer = post("/v1/batch", utf8(body + " ".repeat(length - body.length())));

        assertThat(answer.statusCode()).isEqualTo(status);
        // The connection lives on for the other streams.
        assertThat(post("/v1/batch", utf8(batch(track("beside-" + length)))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aBodyWithoutALengthIsCountedWhileItComes() throws Exception {
        HttpRequest endless = request("/v1/batch?k=dev-write-key")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[150_000])))
                .build();

        HttpResponse<String> answer = client.send(endless, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("\"reason\":\"too_large\"");
    }

    @ParameterizedTest
    @CsvSource({"200000,200", "200001,413"})
    void limitsABodyAfterInflating(int length, int status) throws Exception {
        String body = batch(track("inflated-" + length));

        assertThat(post("/v1/batch", gzip(utf8(body + " ".repeat(length - body.length()))))
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void answersASlowBodyWithTimeoutAndEndsItsStreamAlone() {
        HttpClientRequest request = open(edge);
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        request.exceptionHandler(ended::complete).setChunked(true).write("{");

        HttpClientResponse answer = TestEdge.await(request.response());

        assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(408);
        assertThat(answer.getHeader("retry-after")).isNotNull();
        assertThat(ended.orTimeout(20, TimeUnit.SECONDS).join())
                .isInstanceOfSatisfying(
                        StreamResetException.class,
                        reset -> assertThat(reset.getCode()).isZero());
    }

    @Test
    void aCancelledStreamIsNoFaultOfOurs() {
        HttpClientRequest request = open(edge);
        request.setChunked(true).write("{");
        await().until(() -> edge.heldBytes() > 0);

        TestEdge.await(request.reset());

        await().until(() -> edge.heldBytes() == 0);
        assertThat(edge.counter("ecompulse.errors", "step", "request")).isZero();
    }

    @Test
    void aWrongKeyAndAnUnknownPathAreRefusedInWords() throws Exception {
        assertThat(client.send(
                                request("/v1/batch?k=wrong")
                                        .POST(BodyPublishers.ofString(batch(track("wrong"))))
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .contains("\"reason\":\"unknown_key\"");
        assertThat(post("/nowhere", utf8("{}")).statusCode()).isEqualTo(404);
    }

    @Test
    void aPreflightIsAnswered() throws Exception {
        HttpResponse<String> answer = client.send(
                request("/v1/t")
                        .header("origin", "https://shop.example")
                        .method("OPTIONS", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("https://shop.example");
    }

    @Test
    void aDrainAnswersWhatIsInFlightAndSendsClientsElsewhere() {
        TestEdge draining = edge();
        try {
            draining.journal.hold();
            HttpClientRequest inFlight = open(draining);
            CompletableFuture<GoAway> elsewhere = new CompletableFuture<>();
            inFlight.connection().goAwayHandler(elsewhere::complete);
            Future<Buffer> body = inFlight.send(batch(track("in-flight"))).compose(HttpClientResponse::body);
            await().until(() -> draining.journal.heldAppends() == 1);

            Future<Void> drained = draining.edge.drain(Duration.ofSeconds(8));

            assertThat(elsewhere.orTimeout(20, TimeUnit.SECONDS).join().getErrorCode())
                    .isZero();
            assertThat(drained.isComplete()).isFalse();
            draining.journal.acknowledge(0);
            assertThat(TestEdge.await(body).toString()).contains("\"accepted\":1");
            TestEdge.await(drained);
        } finally {
            draining.close();
        }
    }

    /** The JDK's client shows no answer before its own body is sent, and drops all on a GOAWAY; Vert.x's does as it should. */
    private static HttpClientRequest open(TestEdge to) {
        return TestEdge.await(
                streams.request(HttpMethod.POST, to.edge.port(), "localhost", "/v1/batch?k=dev-write-key"));
    }

    private static HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
        return client.send(
                request(path)
                        .header("X-Write-Key", TestEdge.KEY)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(edge, path)).timeout(Duration.ofSeconds(30));
    }

    private static URI uri(TestEdge to, String path) {
        return URI.create("https://localhost:" + to.edge.port() + path);
    }
}
