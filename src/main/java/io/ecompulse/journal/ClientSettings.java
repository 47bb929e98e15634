package io.ecompulse.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What each of Kafka's clients is configured with: our defaults, over them what was passed through, over that what our
 * promises rest on.
 */
final class ClientSettings {
    private static final int KIB = 1 << 10;
    private static final int REQUEST_OVERHEAD_BYTES = 64 << 10;

    private ClientSettings() {}

    static Map<String, Object> producer(JournalConfig config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * KIB);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        // A send must never wait for memory. A batch's buffer is larger than what it holds, so twice our own bound; and
        // the
        // requests under way, five at a broker, may hold a nearly empty buffer for each of its partitions.
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * config.appends().bytesMax() + 16 * KIB * KIB);
        settings.put(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Math.toIntExact(Math.max(1 << 20, config.topics().recordBytesMax() + REQUEST_OVERHEAD_BYTES)));
        pass(config, ProducerConfig.configNames(), settings);
        // I1: acknowledged by all in-sync replicas, in order, once per send.
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return settings;
    }

    static Map<String, Object> consumer(JournalConfig config, String group) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * KIB * KIB);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 * KIB * KIB);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        // A rebalance is noticed within a heartbeat, a dead member within a session; Kafka's own are 3 s and 45 s.
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        pass(config, ConsumerConfig.configNames(), settings);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.reads().pollRecordsMax());
        if (!config.reads().memberId().isEmpty()) {
            settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.reads().memberId());
        }
        // I3: only the stage's store says where to read; Kafka neither commits nor jumps for us.
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settings;
    }

    /** A consumer in no group, for who only looks. What retention removes while it looks is gone. */
    static Map<String, Object> onlooker(JournalConfig config) {
        Map<String, Object> settings = consumer(config, "");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    static Map<String, Object> admin(JournalConfig config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        pass(config, AdminClientConfig.configNames(), settings);
        return settings;
    }

    /** A key that one of the clients knows goes to those that know it; a key that none knows, a plugin's perhaps, to all. */
    private static void pass(JournalConfig config, Set<String> known, Map<String, Object> settings) {
        config.kafka().forEach((key, value) -> {
            if (known.contains(key) || !isKnown(key)) {
                settings.put(key, value);
            }
        });
    }

    private static boolean isKnown(String key) {
        return ProducerConfig.configNames().contains(key)
                || ConsumerConfig.configNames().contains(key)
                || AdminClientConfig.configNames().contains(key);
    }
}
