package io.ecompulse.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What retention has left of the events topic. */
public final class JournalBegin {
    /** Of a partition that has lost all of its records. */
    public static final long NOTHING_LEFT = Long.MAX_VALUE;

    private JournalBegin() {}

    /**
     * When the oldest record arrived, in epoch milliseconds, of each partition that has lost records. Blocks.
     *
     * @throws JournalSetupException when Kafka does not tell
     */
    public static Map<Integer, Long> oldest(JournalConfig config) throws JournalSetupException {
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(ClientSettings.onlooker(config))) {
            return oldest(consumer, config.topics().events());
        } catch (KafkaException fault) {
            throw new JournalSetupException(
                    "Kafka at " + config.bootstrapServers() + " does not tell where "
                            + config.topics().events() + " begins",
                    fault);
        }
    }

    static Map<Integer, Long> oldest(Consumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = TopicOffsets.partitions(consumer, topic);
        Map<TopicPartition, Long> firsts = new HashMap<>();
        consumer.beginningOffsets(partitions).forEach((partition, begin) -> {
            if (begin > 0) {
                firsts.put(partition, 0L);
            }
        });
        Map<Integer, Long> oldest = new HashMap<>();
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> first :
                consumer.offsetsForTimes(firsts).entrySet()) {
            OffsetAndTimestamp found = first.getValue();
            oldest.put(first.getKey().partition(), found == null ? NOTHING_LEFT : found.timestamp());
        }
        return oldest;
    }
}
