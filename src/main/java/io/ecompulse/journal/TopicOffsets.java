package io.ecompulse.journal;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Where the partitions of a topic begin and end, and where a moment lies in them, for who looks on. Blocks. */
final class TopicOffsets {
    private TopicOffsets() {}

    /** @throws KafkaException when there is no such topic */
    static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            throw new KafkaException("Topic " + topic + " does not exist");
        }
        return found.stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
    }

    /** The first position of each partition that is not before a moment; its end when there is none. */
    static Map<TopicPartition, Long> at(
            Consumer<byte[], byte[]> consumer, Instant moment, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times = new HashMap<>();
        ends.keySet().forEach(partition -> times.put(partition, Math.max(0, moment.toEpochMilli())));
        Map<TopicPartition, Long> positions = new HashMap<>(ends);
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> each :
                consumer.offsetsForTimes(times).entrySet()) {
            if (each.getValue() != null) {
                positions.put(each.getKey(), each.getValue().offset());
            }
        }
        return positions;
    }
}
