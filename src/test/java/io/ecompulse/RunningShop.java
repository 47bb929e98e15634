package io.ecompulse;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.app.Program;
import io.ecompulse.app.Role;
import io.ecompulse.config.Settings;
import io.ecompulse.dev.DevServers;
import io.ecompulse.journal.AcceptedPage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The whole program with its embedded servers, in the process of the test. */
final class RunningShop implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DevServers servers;
    private final Program program;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();

    RunningShop(Path folder) throws Exception {
        this(folder, Map.of(), InstantSource.system());
    }

    /** @param more settings, laid over those that make it quick */
    RunningShop(Path folder, Map<String, String> more, InstantSource clock) throws Exception {
        this.folder = folder;
        this.servers = DevServers.start(folder);
        Map<String, String> settings = DevSettings.of(folder, servers.bootstrapServers(), servers.redisUri());
        settings.put("edge.http.port", "0");
        settings.put("management.port", "0");
        settings.put("lake.window.age", "300ms");
        settings.put("lake.tick", "100ms");
        settings.put("warehouse.load.every", "200ms");
        settings.putAll(more);
        Program.Surroundings surroundings = new Program.Surroundings(clock, "test", true, why -> {});
        this.program = Program.start(
                        new Settings(settings, Map.of(), Map.of()), EnumSet.allOf(Role.class), surroundings)
                .toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
        new DevFile(
                        ProcessHandle.current().pid(),
                        program.httpPort(),
                        program.managementPort(),
                        servers.bootstrapServers(),
                        servers.redisUri())
                .write(folder);
    }

    int httpPort() {
        return program.httpPort();
    }

    int managementPort() {
        return program.managementPort();
    }

    Path folder() {
        return folder;
    }

    /** Sends a batch; answers what the edge says. */
    JsonNode send(String... events) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + program.httpPort() + "/v1/batch?writeKey=dev-write-key"))
                .header("Authorization", "Basic ZGV2LXdyaXRlLWtleTo=")
                .POST(HttpRequest.BodyPublishers.ofString("{\"batch\":[" + String.join(",", events) + "]}"))
                .build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** The rows of the answer to a query on the warehouse. */
    JsonNode sql(String query) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + program.managementPort() + "/api/v1/sql"))
                .header("Authorization", "Bearer dev-read-token")
                .POST(HttpRequest.BodyPublishers.ofString(query))
                .build();
        return JSON.readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .path("rows");
    }

    /** What the query API answers. */
    JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + program.managementPort() + path))
                .header("Authorization", "Bearer dev-read-token")
                .build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** As an edge would. */
    void tellBooks(AcceptedPage page) throws Exception {
        produce("ecompulse.books", new byte[0], page.toJson(), List.of());
    }

    /** As retention does: what a topic holds now is gone. */
    void forget(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : topic(topic)) {
                all.put(
                        new TopicPartition(topic, record.partition()),
                        RecordsToDelete.beforeOffset(record.offset() + 1));
            }
            admin.deleteRecords(all).all().get();
        }
    }

    /** All lines of a meter. */
    List<String> meter(String name) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + program.managementPort() + "/metrics"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .toList();
    }

    /** Waits until the warehouse holds exactly these ids, each once. */
    void awaitStored(String... ids) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> sql("select event_id from events order by 1").toString(),
                        JSON.valueToTree(java.util.Arrays.stream(ids)
                                        .map(List::of)
                                        .toList())
                                .toString()::equals);
    }

    /** Past every edge, as a foreign producer would. */
    void produce(String id, byte[] value) throws Exception {
        Header header = new RecordHeader("id", id.getBytes(StandardCharsets.UTF_8));
        produce("ecompulse.events", ("dev:" + id).getBytes(StandardCharsets.UTF_8), value, List.of(header));
    }

    private void produce(String topic, byte[] key, byte[] value, List<Header> headers) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.bootstrapServers(), "max.request.size", "4000000"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, key, value, headers)).get();
        }
    }

    List<ConsumerRecord<byte[], byte[]>> topic(String name) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(found -> new TopicPartition(name, found.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        DevFile.delete(folder);
        try {
            program.stop().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        } catch (InterruptedException | ExecutionException | TimeoutException fault) {
            throw new AssertionError("the program did not stop", fault);
        } finally {
            servers.close();
        }
    }
}
