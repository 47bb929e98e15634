package io.ecompulse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.telemetry.Health;
import io.ecompulse.tls.ListenerTls;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementTest {
    private static final Sources SOURCES = new Sources(
            List.of(new Source("shop", "Shop", true, List.of("write"), List.of("secret-token"), IpPolicy.DROP, true)));

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient sockets = vertx.createWebSocketClient(); // unreferenced, it would be closed
    private final Health health = new Health();
    private final AtomicBoolean started = new AtomicBoolean(true);
    private final AtomicBoolean left = new AtomicBoolean();
    private final AtomicReference<Sources> sources = new AtomicReference<>(SOURCES);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private int port;

    @BeforeEach
    void listen() throws Exception {
        Tokens tokens = new Tokens(sources::get);
        Map<String, Question> questions = Map.of(
                "GET totals",
                        asked -> Future.succeededFuture(
                                "{\"source\":\"" + asked.reader().id() + "\"}"),
                "GET wrong", asked -> Future.failedFuture(new IllegalArgumentException("from is no time")),
                "GET away", asked -> Future.failedFuture(new IOException("password=hunter2")),
                "GET counted", asked -> Future.succeededFuture("{\"asOf\":\"" + System.nanoTime() + "\",\"n\":1}"),
                "POST sql", asked -> Future.succeededFuture("{\"sql\":\"" + asked.body() + "\"}"));
        LiveFeed feed = (source, reader) -> {
            vertx.runOnContext(soon -> reader.accept("{\"of\":\"" + source + "\"}"));
            return Future.succeededFuture(new LiveFeed.Following() {
                @Override
                public void filter(Map<String, String> filter) {
                    if (filter.containsKey("wrong")) {
                        throw new IllegalArgumentException("there is no parameter wrong here");
                    }
                    reader.accept("{\"filter\":\"" + filter + "\"}");
                }

                @Override
                public void end() {
                    left.set(true);
                }
            });
        };
        ManagementVerticle verticle = new ManagementVerticle(
                new ManagementConfig("127.0.0.1", 0, null, ""),
                new HealthRoutes(health, started::get, registry),
                new ApiRoutes(tokens, questions, new LiveSocket(vertx, tokens, feed), Duration.ofSeconds(1)),
                new PageRoutes(),
                new ListenerTls.Surroundings(registry, health, InstantSource.system()));
        join(vertx.deployVerticle(verticle));
        port = verticle.port();
    }

    @AfterEach
    void close() throws Exception {
        join(vertx.close());
    }

    @Test
    void aQuestionNeedsAReadToken() throws Exception {
        assertThat(get("/api/v1/totals", "").statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/totals", "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/totals", "Bearer write").statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/totals", "").headers().firstValue("www-authenticate"))
                .contains("Bearer");

        assertThat(get("/api/v1/totals", "Bearer secret-token").body()).isEqualTo("{\"source\":\"shop\"}");
        assertThat(get("/api/v1/totals?token=secret-token", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenReadsItsOwnSourceOnly() throws Exception {
        assertThat(get("/api/v1/totals?source=shop", "Bearer secret-token").statusCode())
                .isEqualTo(200);
        assertThat(get("/api/v1/totals?source=other", "Bearer secret-token").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aWrongQuestionIsToldWhatIsWrongAndAFaultTellsNoSecrets() throws Exception {
        assertThat(get("/api/v1/wrong", "Bearer secret-token").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/wrong", "Bearer secret-token").body()).isEqualTo("{\"error\":\"from is no time\"}");
        assertThat(get("/api/v1/nothing", "Bearer secret-token").statusCode()).isEqualTo(404);
        assertThat(get("/api/v1/away", "Bearer secret-token").statusCode()).isEqualTo(503);
        assertThat(get("/api/v1/away", "Bearer secret-token").body()).doesNotContain("hunter2");
    }

    @Test
    void whatIsHeldAlreadyIsNotSentAgainHoweverMuchLaterItWasAsked() throws Exception {
        HttpResponse<String> first = get("/api/v1/counted", "Bearer secret-token");
        String tag = first.headers().firstValue("etag").orElseThrow();
        assertThat(first.headers().firstValue("cache-control")).contains("private, max-age=1");

        HttpResponse<String> second = send(request("/api/v1/counted", "Bearer secret-token")
                .header("if-none-match", "\"other\", " + tag)
                .build());
        HttpResponse<String> other = send(request("/api/v1/totals", "Bearer secret-token")
                .header("if-none-match", tag)
                .build());

        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void theApisDescriptionAndTheLibrarysLicenceAreServedToAnyone() throws Exception {
        assertThat(get("/api/v1/openapi.yaml", "").body()).startsWith("openapi: 3.1");
        assertThat(get("/uplot/LICENSE", "").body()).contains("MIT");
    }

    @Test
    void aBodyReachesTheQuestion() throws Exception {
        HttpRequest request = request("/api/v1/sql", "Bearer secret-token")
                .POST(HttpRequest.BodyPublishers.ofString("select 1"))
                .build();

        assertThat(send(request).body()).isEqualTo("{\"sql\":\"select 1\"}");
    }

    @Test
    void readinessNamesEachCheckAndFollowsTheCriticalOnes() throws Exception {
        AtomicReference<String> problem = new AtomicReference<>();
        health.register("kafka", true, problem::get);
        health.register("redis", false, () -> "Redis is away");
        assertThat(get("/health/ready", "").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready", "").body()).contains("\"redis\":{\"ok\":false", "Redis is away");

        problem.set("no answer for 20 s");
        assertThat(get("/health/ready", "").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready", "").body()).contains("no answer for 20 s");
        assertThat(get("/health/live", "").statusCode()).isEqualTo(200);

        problem.set(null);
        started.set(false);
        assertThat(get("/health/ready", "").statusCode()).isEqualTo(503);
        assertThat(get("/health/started", "").statusCode()).isEqualTo(503);
    }

    @Test
    void metricsAreInPrometheusText() throws Exception {
        registry.counter("ecompulse.received.events").increment();

        assertThat(get("/metrics", "").body()).contains("ecompulse_received_events_total 1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/live.js", "/charts.js", "/drawing.js", "/tail.js", "/live.css", "/favicon.svg"})
    void thePageLoadsNothingFromElsewhere(String path) throws Exception {
        HttpResponse<String> page = get(path, "");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(page.body().replace("http://www.w3.org/2000/svg", "")).doesNotContain("http://", "https://");
    }

    @Test
    void aSocketHearsSnapshotsByHeaderByQueryAndByFirstMessage() throws Exception {
        assertThat(heard(options("/api/v1/live").addHeader("authorization", "Bearer secret-token"), ""))
                .isEqualTo("{\"of\":\"shop\"}");
        assertThat(heard(options("/api/v1/live?token=secret-token"), "")).isEqualTo("{\"of\":\"shop\"}");
        assertThat(heard(options("/api/v1/live"), "{\"token\":\"secret-token\"}"))
                .isEqualTo("{\"of\":\"shop\"}");
    }

    @Test
    void aSocketWithAWrongTokenIsClosed() throws Exception {
        ClientWebSocket socket = sockets.webSocket();
        CompletableFuture<Short> code = new CompletableFuture<>();
        socket.closeHandler(closed -> code.complete(socket.closeStatusCode()));

        join(socket.connect(options("/api/v1/live")));
        join(socket.writeTextMessage("{\"token\":\"wrong\"}"));

        assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo((short) 4401);
    }

    @Test
    void aSocketIsClosedWithTheNextSnapshotAfterItsTokenWasTakenBack() throws Exception {
        ClientWebSocket socket = sockets.webSocket();
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<Short> code = new CompletableFuture<>();
        socket.textMessageHandler(first::complete);
        socket.closeHandler(closed -> code.complete(socket.closeStatusCode()));
        join(socket.connect(options("/api/v1/live?token=secret-token")));
        first.get(10, TimeUnit.SECONDS);

        sources.set(new Sources(List.of()));
        join(socket.writeTextMessage("{\"filter\":{}}")); // Has the feed of this test tell something.

        assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo((short) 4401);
    }

    @Test
    void aSocketsFilterReachesTheFeedAndAWrongOneClosesItWithWhatIsWrong() throws Exception {
        ClientWebSocket socket = sockets.webSocket();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        CompletableFuture<String> closed = new CompletableFuture<>();
        socket.textMessageHandler(heard::add);
        socket.closeHandler(end -> closed.complete(socket.closeStatusCode() + " " + socket.closeReason()));
        join(socket.connect(options("/api/v1/live?token=secret-token")));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).contains("shop");

        join(socket.writeTextMessage("{\"filter\":{\"name\":\"E\"}}"));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).contains("{name=E}");
        join(socket.writeTextMessage("{\"filter\":{\"wrong\":\"E\"}}"));

        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo("1008 there is no parameter wrong here");
    }

    /** The handler stands before the connection does, or the first snapshot could come too early for it. */
    private String heard(WebSocketConnectOptions options, String says) throws Exception {
        ClientWebSocket socket = sockets.webSocket();
        CompletableFuture<String> text = new CompletableFuture<>();
        socket.textMessageHandler(text::complete);
        join(socket.connect(options));
        if (!says.isEmpty()) {
            join(socket.writeTextMessage(says));
        }
        return text.get(10, TimeUnit.SECONDS);
    }

    private WebSocketConnectOptions options(String uri) {
        return new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI(uri);
    }

    private HttpResponse<String> get(String path, String authorization) throws Exception {
        return send(request(path, authorization).GET().build());
    }

    private HttpRequest.Builder request(String path, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return authorization.isEmpty() ? request : request.header("authorization", authorization);
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static <T> T join(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
