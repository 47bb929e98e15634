package io.ecompulse.journal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the records of one event among those of a span of time, outside any consumer group. Reads keys and headers only, but
 * every record of the span: it is bounded by a number of records. Blocks; for one thread.
 */
public final class EventSearch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Polls in a row that bring nothing although there is more: half a minute. */
    private static final int SILENT_POLLS_MAX = 150;

    private final JournalConfig config;
    private final Consumer<byte[], byte[]> consumer;

    /**
     * What is looked for.
     *
     * @param source null for any
     * @param from by the records' timestamps, as {@code to} is, which is left out
     * @param recordsMax of each topic that are read
     */
    public record Wanted(String id, @Nullable String source, Instant from, Instant to, long recordsMax) {}

    /**
     * What was found in a topic.
     *
     * @param entries by partition and offset
     * @param records that were read
     * @param complete whether the whole span was
     */
    public record Found(List<TopicEntry> entries, long records, boolean complete) {}

    EventSearch(JournalConfig config, Consumer<byte[], byte[]> consumer) {
        this.config = config;
        this.consumer = consumer;
    }

    public static EventSearch open(JournalConfig config) {
        return new EventSearch(config, new KafkaConsumer<>(ClientSettings.onlooker(config)));
    }

    /** @throws JournalSetupException when Kafka does not tell */
    public Found find(JournalTopic topic, Wanted wanted) throws JournalSetupException {
        try {
            return read(config.topics().name(topic), wanted);
        } catch (KafkaException fault) {
            throw new JournalSetupException(
                    "Kafka at " + config.bootstrapServers() + " does not tell of the topic "
                            + config.topics().name(topic),
                    fault);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private Found read(String topic, Wanted wanted) throws JournalSetupException {
        List<TopicPartition> partitions = TopicOffsets.partitions(consumer, topic);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> open = TopicOffsets.at(consumer, wanted.to(), ends);
        Map<TopicPartition, Long> starts = TopicOffsets.at(consumer, wanted.from(), ends);
        starts.entrySet().removeIf(start -> start.getValue() >= open.getOrDefault(start.getKey(), 0L));
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        byte[] id = wanted.id().getBytes(StandardCharsets.UTF_8);
        List<TopicEntry> found = new ArrayList<>();
        long records = 0;
        int silent = 0;
        while (!isRead(open) && records < wanted.recordsMax()) {
            int before = found.size();
            long brought = 0;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                brought++;
                if (isOf(record, id, wanted.source()) && record.offset() < end(open, record)) {
                    found.add(TopicEntry.of(record));
                }
            }
            records += brought;
            silent = brought > 0 || found.size() > before ? 0 : silent + 1;
            if (silent > SILENT_POLLS_MAX) {
                throw new JournalSetupException(
                        "Kafka at " + config.bootstrapServers() + " tells no more of the topic " + topic);
            }
        }
        found.sort(Comparator.comparingInt(TopicEntry::partition).thenComparingLong(TopicEntry::offset));
        return new Found(List.copyOf(found), records, isRead(open));
    }

    private boolean isRead(Map<TopicPartition, Long> ends) {
        return consumer.assignment().stream()
                .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
    }

    private static long end(Map<TopicPartition, Long> ends, ConsumerRecord<byte[], byte[]> record) {
        return ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
    }

    private static boolean isOf(ConsumerRecord<byte[], byte[]> record, byte[] id, @Nullable String source) {
        Header header = record.headers().lastHeader(JournalEntry.ID);
        if (header == null || !Arrays.equals(header.value(), id)) {
            return false;
        }
        byte[] key = record.key() == null ? new byte[0] : record.key();
        return source == null || source.equals(new String(key, 0, RecordKey.sourceLength(key), StandardCharsets.UTF_8));
    }
}
