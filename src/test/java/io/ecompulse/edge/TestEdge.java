package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.Settings;
import io.ecompulse.config.SettingsException;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.config.Treatment;
import io.ecompulse.telemetry.Health;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;

/** A real edge on a free port with a journal in memory and clocks that stand still. */
final class TestEdge implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String KEY = "dev-write-key";
    static final String EVENT =
            "{\"type\":\"track\",\"event\":\"Product Viewed\",\"anonymousId\":\"v1\",\"messageId\":\"m1\"}";

    final Vertx vertx = Vertx.vertx();
    final FakeJournal journal = new FakeJournal();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Health health = new Health();
    final AtomicReference<Sources> sources = new AtomicReference<>(sources());
    final AtomicReference<SuppressedSubjects> subjects = new AtomicReference<>(SuppressedSubjects.NONE);
    final AtomicLong nanos = new AtomicLong();
    final EdgeConfig config;
    final Edge edge;
    final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private TestEdge(Map<String, String> settings) {
        this.config = config(settings);
        this.edge = await(Edge.deploy(vertx, config, services(this)));
    }

    static TestEdge start(String... settings) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return new TestEdge(map);
    }

    static EdgeConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "edge.http.host", "127.0.0.1",
                "edge.http.port", "0",
                "edge.books.every", "1h",
                "edge.http.loops", "2"));
        all.putAll(settings);
        Settings read = new Settings(all, Map.of(), Map.of());
        EdgeConfig config = EdgeConfig.from(read);
        try {
            read.check();
        } catch (SettingsException wrong) {
            throw new IllegalArgumentException(wrong);
        }
        return config;
    }

    private static EdgeServices services(TestEdge test) {
        return new EdgeServices(
                test.sources::get,
                test.subjects::get,
                test.journal,
                test.registry,
                test.health,
                InstantSource.fixed(NOW),
                test.nanos::get,
                new Random(7),
                "test");
    }

    static Sources sources() {
        return new Sources(List.of(
                source("dev", KEY, IpPolicy.TRUNCATE),
                source("open", "open-key", IpPolicy.KEEP),
                source("shy", "shy-key", IpPolicy.DROP),
                new Source("strict", "strict", true, List.of("strict-key"), List.of(), IpPolicy.DROP, false),
                careful(),
                CookieEdge.site()));
    }

    static Source source(String id, String key, IpPolicy ip) {
        return new Source(id, id, true, List.of(key), List.of(), ip, true);
    }

    /** Takes ids for Sec-GPC, and nothing without consent to analytics. */
    private static Source careful() {
        PrivacyPolicy policy = new PrivacyPolicy(
                Treatment.STRIP_IDS,
                Treatment.ALLOW,
                Treatment.STRIP_IP,
                new PrivacyPolicy.Consent(Set.of("Analytics"), Treatment.DROP, Treatment.DROP));
        return new Source(
                "private",
                "private",
                true,
                List.of("private-key"),
                List.of(),
                IpPolicy.TRUNCATE,
                true,
                Set.of(Source.ANY_ORIGIN),
                null,
                policy);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException fault) {
            throw new AssertionError(fault);
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + edge.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    }

    /** Posts with the development key. */
    HttpResponse<String> post(String path, String body) {
        return post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> post(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(body));
        request.header("X-Write-Key", KEY);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException fault) {
            throw new AssertionError(fault);
        }
    }

    /** Writes bytes as they are and reads until the server closes. */
    String raw(String request) {
        return raw(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    String raw(byte[] request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    double counter(String name, String... tags) {
        Counter counter = registry.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    static String batch(String... events) {
        return "{\"batch\":[" + String.join(",", events) + "]}";
    }

    static String track(String id) {
        return EVENT.replace("m1", id);
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        return out.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    long heldBytes() {
        return (long) registry.get("ecompulse.inflight.bytes").gauge().value();
    }

    /** What must be true after every test: nothing is held when nothing is in flight. */
    void assertNothingHeld() {
        assertThat(heldBytes()).isZero();
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
