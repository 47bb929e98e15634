package io.ecompulse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ecompulse.config.Settings;
import io.ecompulse.dev.EmbeddedKafka;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge as a whole, from a request to the topic, while Kafka comes and goes. */
class EdgeSpoolIT {
    private static final String SOURCES = """
            sources:
              - {id: shop, writeKeys: [shop-key]}
              - {id: strict, writeKeys: [strict-key], spool: false}
            """;

    @TempDir
    Path data;

    private final HttpClient client = HttpClient.newHttpClient();
    private int sent;
    private EmbeddedKafka kafka;
    private int kafkaPort;

    @BeforeEach
    void kafkaWasThereOnce() {
        kafka = EmbeddedKafka.start(data.resolve("kafka"));
        kafkaPort = kafka.port();
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void startsWithoutKafkaAndGoesOnWhenItComes() throws Exception {
        program().stop().await(30, TimeUnit.SECONDS); // so that the topics exist
        kafka.close();

        Program program = program("spool.dir", data.resolve("spool").toString());
        assertThat(send(program, "shop-key").body()).contains("\"accepted\":1", "\"durability\":\"spool\"");
        assertThat(send(program, "strict-key").statusCode()).isEqualTo(503);
        assertThat(ready(program).statusCode()).isEqualTo(200);
        assertThat(ready(program).body()).contains("\"kafka\":{\"ok\":false,\"critical\":false");

        kafka = EmbeddedKafka.start(data.resolve("kafka"), kafkaPort);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> send(program, "shop-key").body().contains("\"durability\":\"journal\""));
        await().atMost(Duration.ofSeconds(60)).until(() -> metrics(program).contains("ecompulse_spool_records 0.0"));
        assertThat(ready(program).body()).contains("\"kafka\":{\"ok\":true");
        assertThat(metrics(program)).containsPattern("ecompulse_spool_drained_records_total [1-9]");
        program.stop().await(30, TimeUnit.SECONDS);
    }

    @Test
    void withoutAVolumeTheLakesStoreIsTheSpool() throws Exception {
        String lake = data.resolve("lake").toUri().toString();
        Program program = program("spool.object", "true", "lake.url", lake);
        kafka.close();

        assertThat(send(program, "shop-key").body()).contains("\"accepted\":1", "\"durability\":\"object\"");
        program.stop().await(60, TimeUnit.SECONDS);
        kafka = EmbeddedKafka.start(data.resolve("kafka"), kafkaPort);
        Program next = program("spool.object", "true", "lake.url", lake, "spool.object.adopt.after", "1ms");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> metrics(next).contains("ecompulse_spool_drained_records_total 1.0"));
        next.stop().await(30, TimeUnit.SECONDS);
    }

    @Test
    void withoutASpoolAKafkaThatIsAwayRefusesTheStart() {
        kafka.close();

        assertThatThrownBy(this::program).hasStackTraceContaining("Kafka at 127.0.0.1:" + kafkaPort);
    }

    @Test
    void saysThatTheSpoolIsFullAndIsNotReadyUntilKafkaTakesIt() throws Exception {
        Program program = program(
                "spool.dir", data.resolve("spool").toString(),
                "spool.bytes.max", "4MiB",
                "spool.segment.bytes", "1MiB",
                "spool.aside.bytes.max", "1MiB",
                "journal.record.bytes.max", "700KiB");
        kafka.close();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> send(program, "shop-key").statusCode() == 503);
        HttpResponse<String> refused = send(program, "shop-key");
        assertThat(refused.body()).contains("\"reason\":\"spool_full\"");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(ready(program).statusCode()).isEqualTo(503);

        kafka = EmbeddedKafka.start(data.resolve("kafka"), kafkaPort);
        await().atMost(Duration.ofSeconds(60)).until(() -> ready(program).statusCode() == 200);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> send(program, "shop-key").statusCode() == 200);
        program.stop().await(30, TimeUnit.SECONDS);
    }

    private HttpResponse<String> send(Program program, String key) throws Exception {
        String event = "{\"writeKey\":\"" + key + "\",\"batch\":[{\"type\":\"track\",\"event\":\"Product Viewed\","
                + "\"anonymousId\":\"v\",\"messageId\":\"m" + sent++ + "\",\"properties\":{\"note\":\""
                + "x".repeat(100_000)
                + "\"}}]}";
        return client.send(
                request(program.httpPort(), "/v1/batch")
                        .POST(BodyPublishers.ofString(event))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> ready(Program program) throws Exception {
        return client.send(request(program.managementPort(), "/health/ready").build(), BodyHandlers.ofString());
    }

    private String metrics(Program program) throws Exception {
        return client.send(request(program.managementPort(), "/metrics").build(), BodyHandlers.ofString())
                .body();
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    private Program program(String... more) throws Exception {
        Path sources = Files.writeString(data.resolve("sources.yaml"), SOURCES);
        Map<String, String> settings = new HashMap<>(Map.of(
                "sources.file", sources.toString(),
                "management.host", "127.0.0.1",
                "management.port", "0",
                "edge.http.host", "127.0.0.1",
                "edge.http.port", "0",
                "journal.kafka.bootstrap.servers", "127.0.0.1:" + kafkaPort,
                "journal.kafka.reconnect.backoff.max.ms", "200",
                "journal.topic.create", "true",
                "journal.topic.replication", "1",
                "journal.breaker.silence", "1s"));
        settings.put("journal.breaker.cooldown", "500ms");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        Program.Surroundings surroundings = new Program.Surroundings(InstantSource.system(), "test", false, why -> {
            throw new AssertionError(why);
        });
        return Program.start(new Settings(settings, Map.of(), Map.of()), Set.of(Role.EDGE), surroundings)
                .await(60, TimeUnit.SECONDS);
    }
}
