package io.ecompulse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.telemetry.Health;
import io.ecompulse.tls.ListenerTls;
import io.ecompulse.tls.TestCertificate;
import io.ecompulse.tls.TlsConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Route;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every route of the management listener against every credential. A route that stands in no table here fails. */
class ManagementAccessTest {
    /** By route, as the router names it: a path that it answers. */
    private static final Map<String, String> ROUTES = Map.ofEntries(
            Map.entry("/health/live", "/health/live"),
            Map.entry("/health/started", "/health/started"),
            Map.entry("/health/ready", "/health/ready"),
            Map.entry("/metrics", "/metrics"),
            Map.entry("/api/v1/", "/api/v1/totals"),
            Map.entry("/api/v1/openapi.yaml", "/api/v1/openapi.yaml"),
            Map.entry("/", "/"),
            Map.entry("/live.js", "/live.js"),
            Map.entry("/charts.js", "/charts.js"),
            Map.entry("/drawing.js", "/drawing.js"),
            Map.entry("/tail.js", "/tail.js"),
            Map.entry("/live.css", "/live.css"),
            Map.entry("/favicon.svg", "/favicon.svg"),
            Map.entry("/uplot/uPlot.js", "/uplot/uPlot.js"),
            Map.entry("/uplot/uPlot.css", "/uplot/uPlot.css"),
            Map.entry("/uplot/LICENSE", "/uplot/LICENSE"));
    /** What a route answers to: nobody, a made-up token, a write key, the token of a closed source, a read token, the scraper's. */
    private static final Map<Gate.Rule, List<Integer>> ANSWERS = Map.of(
            Gate.Rule.PROBE, List.of(200, 200, 200, 200, 200, 200),
            Gate.Rule.PAGE, List.of(200, 200, 200, 200, 200, 200),
            Gate.Rule.SCRAPE, List.of(401, 401, 401, 401, 401, 200),
            Gate.Rule.API, List.of(401, 401, 401, 401, 200, 401));

    private static final List<String> CREDENTIALS =
            List.of("", "Bearer made-up", "Bearer write", "Bearer closed-token", "Bearer read", "Bearer scrape");

    private static final Sources SOURCES =
            new Sources(List.of(source("shop", true, "write", "read"), source("closed", false, "old", "closed-token")));

    @TempDir
    private static Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        join(vertx.close());
    }

    @Test
    void everyRouteHasARuleAndAnswersEachCredentialAsItSays() throws Exception {
        ManagementVerticle management = management(null, "scrape");
        int port = listen(management);
        TreeSet<String> routes = new TreeSet<>();
        management.router(vertx).getRoutes().stream()
                .map(Route::getPath)
                .filter(Objects::nonNull)
                .forEach(routes::add);

        assertThat(routes).isEqualTo(new TreeSet<>(ROUTES.keySet()));
        for (String route : routes) {
            Gate.Rule rule = Gate.rule(route);
            assertThat(rule).as("the rule of %s", route).isNotNull();
            for (int i = 0; i < CREDENTIALS.size(); i++) {
                HttpResponse<String> answer = get(
                        HttpClient.newHttpClient(), "http://127.0.0.1:" + port + ROUTES.get(route), CREDENTIALS.get(i));
                assertThat(answer.statusCode())
                        .as("%s with \"%s\"", route, CREDENTIALS.get(i))
                        .isEqualTo(ANSWERS.get(rule).get(i));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/nowhere,404", "/api/v2/totals,404", "/health,404", "/metrics/../api/v1/totals,401", "//metrics,401"})
    void whatHasNoRuleIsNotServed(String path, int status) throws Exception {
        int port = listen(management(null, "scrape"));

        assertThat(get(HttpClient.newHttpClient(), "http://127.0.0.1:" + port + path, "")
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void withoutATokenForItTheMetricsAreOpen() throws Exception {
        int port = listen(management(null, ""));

        assertThat(get(HttpClient.newHttpClient(), "http://127.0.0.1:" + port + "/metrics", "")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void underTlsAClientCertificateOpensAllAndItsLackTheProbesOnly() throws Exception {
        TestCertificate server = TestCertificate.sound(folder, "server");
        TestCertificate known = TestCertificate.sound(folder, "known");
        TlsConfig tls = new TlsConfig(
                "management",
                server.certificate(),
                server.key(),
                known.certificate(),
                TlsConfig.Version.TLS12,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
        String address = "https://localhost:" + listen(management(tls, ""));
        HttpClient anonymous =
                HttpClient.newBuilder().sslContext(server.trusting()).build();
        HttpClient shown =
                HttpClient.newBuilder().sslContext(server.trusting(known)).build();

        assertThat(get(anonymous, address + "/health/ready", "").statusCode()).isEqualTo(200);
        assertThat(get(anonymous, address + "/metrics", "").statusCode()).isEqualTo(403);
        assertThat(get(anonymous, address + "/", "").statusCode()).isEqualTo(403);
        assertThat(get(anonymous, address + "/api/v1/totals", "Bearer read").statusCode())
                .isEqualTo(403);
        assertThat(get(shown, address + "/metrics", "").statusCode()).isEqualTo(200);
        assertThat(get(shown, address + "/api/v1/totals", "").statusCode()).isEqualTo(401);
        HttpResponse<String> totals = get(shown, address + "/api/v1/totals", "Bearer read");
        assertThat(totals.statusCode()).isEqualTo(200);
        assertThat(totals.headers().firstValue("strict-transport-security")).contains("max-age=86400");
        assertThat(socketStatus(anonymous, address)).isEqualTo(403);
        assertThat(socketStatus(shown, address)).isEqualTo(101);
    }

    /** Of a WebSocket's handshake. */
    private static int socketStatus(HttpClient client, String address) {
        try {
            client.newWebSocketBuilder()
                    .buildAsync(
                            URI.create(address.replace("https", "wss") + "/api/v1/live"),
                            new java.net.http.WebSocket.Listener() {})
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join()
                    .abort();
            return 101;
        } catch (java.util.concurrent.CompletionException refused) {
            return ((java.net.http.WebSocketHandshakeException) refused.getCause())
                    .getResponse()
                    .statusCode();
        }
    }

    private ManagementVerticle management(TlsConfig tls, String metricsToken) {
        Tokens tokens = new Tokens(() -> SOURCES);
        LiveFeed feed = (source, reader) -> Future.failedFuture("nothing to tell");
        Health health = new Health();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        return new ManagementVerticle(
                new ManagementConfig("127.0.0.1", 0, tls, metricsToken),
                new HealthRoutes(health, () -> true, registry),
                new ApiRoutes(
                        tokens,
                        Map.of("GET totals", asked -> Future.succeededFuture("{}")),
                        new LiveSocket(vertx, tokens, feed),
                        Duration.ofSeconds(1)),
                new PageRoutes(),
                new ListenerTls.Surroundings(registry, health, InstantSource.system()));
    }

    private int listen(ManagementVerticle management) throws Exception {
        join(vertx.deployVerticle(management));
        return management.port();
    }

    private static HttpResponse<String> get(HttpClient client, String address, String authorization) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(20));
        if (!authorization.isEmpty()) {
            request.header(HttpHeaders.AUTHORIZATION.toString(), authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static Source source(String id, boolean enabled, String writeKey, String readToken) {
        return new Source(id, id, enabled, List.of(writeKey), List.of(readToken), IpPolicy.DROP, true);
    }

    private static <T> T join(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
