package io.ecompulse.journal;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the stage settled, committed to Kafka so that its tools show the lag. I3: nothing here ever decides where reading goes
 * on, so a commit that fails or comes late costs nothing. Commits on the poll thread only.
 */
final class SettledPositions {
    private static final Logger LOG = LoggerFactory.getLogger(SettledPositions.class);
    private static final Duration COMMIT_MAX = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final long intervalMillis;
    private final ReaderMeters meters;
    private final Map<Integer, Long> settled = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private long dueAt;

    SettledPositions(Consumer<byte[], byte[]> consumer, Duration interval, ReaderMeters meters) {
        this.consumer = consumer;
        this.intervalMillis = interval.toMillis();
        this.meters = meters;
    }

    /** From any thread. */
    void remember(int partition, long end) {
        settled.put(partition, end);
    }

    void commitWhenDue(long now, Collection<TopicPartition> partitions) {
        if (now < dueAt && now > dueAt - intervalMillis) {
            return;
        }
        dueAt = now + intervalMillis;
        Map<TopicPartition, OffsetAndMetadata> news = news(partitions);
        if (!news.isEmpty()) {
            consumer.commitAsync(news, (offsets, fault) -> {
                if (fault != null) {
                    failed(fault);
                }
            });
        }
    }

    /** Commits what is left of partitions that go away, and forgets them. */
    void commitNow(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> news = news(partitions);
        try {
            if (!news.isEmpty()) {
                commit(news);
            }
        } catch (KafkaException fault) {
            failed(fault);
        }
        for (TopicPartition partition : partitions) {
            committed.remove(partition);
            settled.remove(partition.partition());
        }
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> news) {
        try {
            consumer.commitSync(news, COMMIT_MAX);
        } catch (WakeupException closing) {
            // Vert.x' client wakes the consumer before it closes it; the wakeup is used up now.
            consumer.commitSync(news, COMMIT_MAX);
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> news(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> news = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Long end = settled.get(partition.partition());
            if (end != null && !end.equals(committed.put(partition, end))) {
                news.put(partition, new OffsetAndMetadata(end));
            }
        }
        return news;
    }

    private void failed(Exception fault) {
        meters.error(ReadStep.COMMIT);
        LOG.debug("A commit for lag monitoring failed", fault);
    }
}
