package io.ecompulse.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows topics from near their ends, for who shows what happens: in no consumer group, committing nothing, on a thread of its
 * own. A Kafka that is away is waited for; what retention removed meanwhile is left out.
 */
public final class TopicTail {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ENDS_EVERY = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final int JOIN_MAX_MILLIS = 5_000;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final JournalConfig.Topics topics;
    private final List<Following> followed;
    private final Ends ends;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** Survives a consumer: the next one goes on there. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile @Nullable String problem = "the topics were not read yet";
    private Instant endsAskedAt = Instant.MIN;

    /** Told of every record of one topic, on the tail's thread; must not block. */
    public record Following(JournalTopic topic, Start start, java.util.function.Consumer<TopicEntry> reader) {}

    /** Where to begin. */
    public sealed interface Start {
        /** What was stamped since. */
        record At(Instant time) implements Start {}

        /** So many records of each partition. */
        record Last(int records) implements Start {}
    }

    /** Told every now and then where the events topic ends: everything that was appended before {@code at} lies below. */
    @FunctionalInterface
    public interface Ends {
        void tell(Instant at, Map<Integer, Long> ends);
    }

    TopicTail(
            Supplier<Consumer<byte[], byte[]>> consumers,
            JournalConfig.Topics topics,
            List<Following> followed,
            Ends ends,
            InstantSource clock) {
        this.consumers = consumers;
        this.topics = topics;
        this.followed = List.copyOf(followed);
        this.ends = ends;
        this.clock = clock;
        this.thread = new Thread(this::run, "ecompulse-topic-tail");
        thread.setDaemon(true);
    }

    /** Begins; connects when it can. */
    public static TopicTail start(JournalConfig config, List<Following> followed, Ends ends, InstantSource clock) {
        TopicTail tail = new TopicTail(
                () -> new KafkaConsumer<>(ClientSettings.onlooker(config)), config.topics(), followed, ends, clock);
        tail.thread.start();
        return tail;
    }

    /** Why nothing can be read, or null; safe from any thread. */
    public @Nullable String problem() {
        return problem;
    }

    /** Ends it within a bound. Blocks. */
    public void close() throws InterruptedException {
        stopped.countDown();
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        thread.join(JOIN_MAX_MILLIS);
    }

    void run() {
        while (!isStopped(Duration.ZERO)) {
            try (Consumer<byte[], byte[]> opened = consumers.get()) {
                consumer = opened;
                follow(opened);
            } catch (WakeupException closing) {
                // Told to stop while Kafka was waited for.
            } catch (KafkaException fault) {
                if (problem == null || !problem.equals(sentence(fault))) {
                    LOG.warn("The ends of the topics cannot be read; they are tried again", fault);
                }
                problem = sentence(fault);
            }
            if (isStopped(RETRY)) {
                return;
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> opened) {
        List<TopicPartition> partitions = begin(opened);
        List<TopicPartition> events = TopicOffsets.partitions(opened, topics.events());
        problem = null;
        while (!isStopped(Duration.ZERO)) {
            if (Duration.between(endsAskedAt, clock.instant()).compareTo(ENDS_EVERY) >= 0) {
                tellEnds(opened, events);
            }
            for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
                tell(record);
            }
            partitions.forEach(partition -> positions.put(partition, opened.position(partition)));
        }
    }

    private void tellEnds(Consumer<byte[], byte[]> opened, List<TopicPartition> events) {
        Instant before = clock.instant();
        Map<Integer, Long> now = new HashMap<>();
        opened.endOffsets(events).forEach((partition, end) -> now.put(partition.partition(), end));
        ends.tell(before, now);
        endsAskedAt = before;
    }

    private void tell(ConsumerRecord<byte[], byte[]> record) {
        TopicEntry entry = TopicEntry.of(record);
        for (Following following : followed) {
            if (topics.name(following.topic()).equals(entry.topic())) {
                tell(following, entry);
            }
        }
    }

    /** A record that its reader stumbles over must not end the tail; what it holds may have come from anybody. */
    private static void tell(Following following, TopicEntry entry) {
        try {
            following.reader().accept(entry);
        } catch (RuntimeException | StackOverflowError fault) {
            LOG.warn(
                    "A record of the {} topic is left out of the tail, {}@{}: {}",
                    following.topic(),
                    entry.partition(),
                    entry.offset(),
                    fault.getClass().getName());
        }
    }

    private List<TopicPartition> begin(Consumer<byte[], byte[]> opened) {
        List<TopicPartition> all = new ArrayList<>();
        Map<TopicPartition, Long> from = new HashMap<>();
        for (Following following : followed) {
            List<TopicPartition> partitions = TopicOffsets.partitions(opened, topics.name(following.topic()));
            all.addAll(partitions);
            from.putAll(starts(opened, partitions, following.start()));
        }
        from.putAll(positions);
        opened.assign(all);
        from.forEach(opened::seek);
        return all;
    }

    private static Map<TopicPartition, Long> starts(
            Consumer<byte[], byte[]> opened, List<TopicPartition> partitions, Start start) {
        Map<TopicPartition, Long> starts = new HashMap<>(opened.endOffsets(partitions));
        if (start instanceof Start.Last last) {
            Map<TopicPartition, Long> begins = opened.beginningOffsets(partitions);
            starts.replaceAll((partition, end) -> Math.max(begins.getOrDefault(partition, 0L), end - last.records()));
            return starts;
        }
        return TopicOffsets.at(opened, ((Start.At) start).time(), starts);
    }

    private boolean isStopped(Duration wait) {
        try {
            return stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static String sentence(KafkaException fault) {
        return "Kafka does not tell its topics' ends: " + fault.getMessage();
    }
}
