package io.ecompulse.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    @TempDir
    Path data;

    @Test
    void laterStartContinuesWhereTheEarlierEnded() throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(data)) {
            create(first, "t");
            send(first, "one");
        }

        try (EmbeddedKafka second = EmbeddedKafka.start(data)) {
            send(second, "two");

            assertThat(read(second)).containsExactly("one", "two");
        }
    }

    @Test
    void startsAgainOnThePortItHad() throws Exception {
        int port;
        try (EmbeddedKafka first = EmbeddedKafka.start(data)) {
            port = first.port();
        }

        try (EmbeddedKafka second = EmbeddedKafka.start(data, port)) {
            assertThat(second.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        }
    }

    private static void create(EmbeddedKafka kafka, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    private static void send(EmbeddedKafka kafka, String value) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(clients(kafka), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("t", value)).get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> read(EmbeddedKafka kafka) {
        TopicPartition partition = new TopicPartition("t", 0);
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(clients(kafka), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(read -> values.add(read.value()));
            }
        }
        return values;
    }

    private static Properties clients(EmbeddedKafka kafka) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        return settings;
    }
}
