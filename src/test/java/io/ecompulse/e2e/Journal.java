package io.ecompulse.e2e;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka behind the program, read by nobody's code but ours. */
final class Journal implements AutoCloseable {
    static final String EVENTS = "ecompulse.events";

    private final KafkaConsumer<byte[], byte[]> consumer;

    private Journal(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** @param original the client's own text */
    record Failed(String original, String reason, String id) {}

    static Journal of(Path data) throws IOException {
        String servers = new JsonObject(Files.readString(data.resolve("dev.json"))).getString("kafka");
        return at(servers);
    }

    /** @param servers as Kafka's clients want them: host:port */
    static Journal at(String servers) {
        return new Journal(new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    }

    /** How many records the events topic has had, the same event twice if it was appended twice. */
    long events() {
        return consumer.endOffsets(partitions(EVENTS)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Everything that stands in the topic of failed events. */
    List<Failed> failed() {
        List<Failed> failed = new ArrayList<>();
        everything("ecompulse.failed", record -> failed.add(failed(record)));
        return failed;
    }

    /** Where in the events topic each of these ids stands, and when the edge had it. */
    List<String> places(Collection<String> ids) {
        List<String> places = new ArrayList<>();
        everything("ecompulse.events", record -> {
            if (ids.contains(header(record, "id"))) {
                places.add(header(record, "id") + " at " + record.partition() + "@" + record.offset() + ", received "
                        + Instant.ofEpochMilli(record.timestamp()));
            }
        });
        Collections.sort(places);
        return places;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void everything(String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        List<TopicPartition> partitions = partitions(topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofSeconds(1)).forEach(reader);
        }
    }

    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static Failed failed(ConsumerRecord<byte[], byte[]> record) {
        return new Failed(
                new String(record.value(), StandardCharsets.UTF_8), header(record, "reason"), header(record, "id"));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
