package io.ecompulse.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The failed topic as it stood when it was opened, for a command that works through it. Reads without a consumer group and
 * commits nothing; writes only marks. Blocks; for one thread.
 */
public final class FailedTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Polls in a row that bring nothing although there is more: half a minute. */
    private static final int SILENT_POLLS_MAX = 150;

    private final JournalConfig config;
    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private @Nullable Producer<byte[], byte[]> producer;

    /** Told of every record, partition after partition in no order, each in its own. */
    @FunctionalInterface
    public interface Visitor {
        void visit(TopicEntry entry) throws Exception;
    }

    private FailedTopic(JournalConfig config, Consumer<byte[], byte[]> consumer) {
        this.config = config;
        this.topic = config.topics().failed();
        this.consumer = consumer;
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(found -> new TopicPartition(topic, found.partition()))
                .toList();
        this.ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
    }

    /** Connects, and notes where the topic ends now. */
    public static FailedTopic open(JournalConfig config) throws JournalSetupException {
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(ClientSettings.onlooker(config));
        try {
            return new FailedTopic(config, consumer);
        } catch (KafkaException fault) {
            consumer.close();
            throw new JournalSetupException(
                    "Kafka at " + config.bootstrapServers() + " does not tell of the topic "
                            + config.topics().failed(),
                    fault);
        }
    }

    /** From the oldest record to where the topic ended when it was opened; may be called again. */
    public void read(Visitor visitor) throws Exception {
        consumer.seekToBeginning(ends.keySet());
        int silent = 0;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            boolean brought = false;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                brought = true;
                if (record.offset() < ends.getOrDefault(new TopicPartition(topic, record.partition()), 0L)) {
                    visitor.visit(TopicEntry.of(record));
                }
            }
            silent = brought ? 0 : silent + 1;
            if (silent > SILENT_POLLS_MAX) {
                throw new IllegalStateException("Kafka at " + config.bootstrapServers() + " tells no more of " + topic);
            }
        }
    }

    /**
     * Notes that records were sent again, durably: a record without a value for each, beside it in the same partition.
     *
     * @param marks the record, and the headers that say what came of it
     */
    public void mark(Map<TopicEntry, List<JournalEntry.Header>> marks) throws InterruptedException {
        Producer<byte[], byte[]> writer = producer;
        if (writer == null) {
            writer = new KafkaProducer<>(ClientSettings.producer(config));
            producer = writer;
        }
        List<Future<?>> sent = new ArrayList<>();
        for (Map.Entry<TopicEntry, List<JournalEntry.Header>> mark : new LinkedHashMap<>(marks).entrySet()) {
            TopicEntry entry = mark.getKey();
            List<Header> headers = new ArrayList<>();
            String place = entry.partition() + "/" + entry.offset();
            mark.getValue().forEach(header -> headers.add(new RecordHeader(header.name(), header.value())));
            headers.add(header(FailedHeader.REPLAYED.of(place)));
            sent.add(writer.send(
                    new ProducerRecord<>(topic, entry.partition(), null, new byte[0], new byte[0], headers)));
        }
        for (Future<?> mark : sent) {
            try {
                Object unused = mark.get();
            } catch (ExecutionException refused) {
                throw new IllegalStateException(
                        "Kafka did not take the mark of what was sent; a later run sends it again with the same ids",
                        refused.getCause());
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
        if (producer != null) {
            producer.close();
        }
    }

    private static Header header(JournalEntry.Header header) {
        return new RecordHeader(header.name(), header.value());
    }
}
