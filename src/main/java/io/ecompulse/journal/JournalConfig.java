package io.ecompulse.journal;

import io.ecompulse.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How the journal reaches Kafka and what it may hold.
 *
 * @param kafka keys of Kafka's own clients, {@code bootstrap.servers} among them
 * @param silenceMax how long Kafka may stay without an answer before the process is not ready
 * @param closeTimeout how long a close waits for what is under way
 */
public record JournalConfig(
        Map<String, String> kafka,
        Topics topics,
        Appends appends,
        Reads reads,
        Dedup dedup,
        BreakerConfig breaker,
        DrainConfig drain,
        Duration silenceMax,
        Duration closeTimeout) {
    private static final String KAFKA = "journal.kafka.";
    private static final String SERVERS = "bootstrap.servers";
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long RECORD_BYTES_LIMIT = 1L << 30;

    public static JournalConfig from(Settings s) {
        Map<String, String> kafka = new HashMap<>(s.passed(KAFKA));
        kafka.put(SERVERS, s.text(KAFKA + SERVERS, "localhost:9092"));
        JournalConfig config = new JournalConfig(
                Map.copyOf(kafka),
                Topics.from(s),
                Appends.from(s),
                Reads.from(s),
                Dedup.from(s),
                BreakerConfig.from(s),
                DrainConfig.from(s),
                s.duration("journal.silence.max", Duration.ofSeconds(15)),
                s.duration("journal.close.timeout", Duration.ofSeconds(10)));
        config.check(s);
        return config;
    }

    /** The same, but that an append is given up when the breaker would open: there is no sense in waiting longer. */
    public JournalConfig forEdge() {
        Duration timeout = appends.timeout().compareTo(breaker.silence()) < 0 ? appends.timeout() : breaker.silence();
        return new JournalConfig(
                kafka,
                topics,
                new Appends(appends.bytesMax(), appends.queueMax(), timeout),
                reads,
                dedup,
                breaker,
                drain,
                silenceMax,
                closeTimeout);
    }

    /** For reading records each of which is one of its own. */
    JournalConfig withoutDedup() {
        return new JournalConfig(kafka, topics, appends, reads, Dedup.NONE, breaker, drain, silenceMax, closeTimeout);
    }

    private void check(Settings s) {
        if (topics.recordBytesMax() > RECORD_BYTES_LIMIT) {
            s.problem("journal.record.bytes.max is over " + RECORD_BYTES_LIMIT + ", more than Kafka can send at once");
        }
        if (appends.bytesMax() < topics.recordBytesMax()) {
            s.problem(
                    "journal.append.bytes.max is below journal.record.bytes.max: the largest event could never go out");
        }
        if (reads.backOffMax().compareTo(reads.backOffMin()) < 0) {
            s.problem("journal.reader.backoff.max is below journal.reader.backoff.min");
        }
    }

    String bootstrapServers() {
        return kafka.getOrDefault(SERVERS, "");
    }

    /**
     * The topics: their names, and how to create them where that is allowed.
     *
     * @param insyncCheck whether a replicated topic that may have a single replica in sync is refused
     * @param recordBytesMax what one record may weigh; topics and producer must let it through
     */
    public record Topics(
            String events,
            String failed,
            String books,
            boolean create,
            int partitions,
            int replication,
            boolean insyncCheck,
            long recordBytesMax) {
        static Topics from(Settings s) {
            return new Topics(
                    s.text("journal.topic.events", "ecompulse.events"),
                    s.text("journal.topic.failed", "ecompulse.failed"),
                    s.text("journal.topic.books", "ecompulse.books"),
                    s.flag("journal.topic.create", false),
                    s.count("journal.topic.partitions", 12, 1, 10_000),
                    s.count("journal.topic.replication", 3, 1, 100),
                    s.flag("journal.topic.insync.check", true),
                    s.bytes("journal.record.bytes.max", 768 * KIB));
        }

        String name(JournalTopic topic) {
            return switch (topic) {
                case EVENTS -> events;
                case FAILED -> failed;
                case BOOKS -> books;
            };
        }

        /** How many partitions it gets where it is created: the books are few, and read whole. */
        int partitions(JournalTopic topic) {
            return topic == JournalTopic.BOOKS ? 1 : partitions;
        }
    }

    /**
     * Bounds of what was handed to append and has no answer yet.
     *
     * @param bytesMax entries' bytes in flight
     * @param queueMax appends that wait for the sending thread
     * @param timeout after which an append fails, whatever Kafka's client says
     */
    public record Appends(long bytesMax, int queueMax, Duration timeout) {
        static Appends from(Settings s) {
            return new Appends(
                    s.bytes("journal.append.bytes.max", 64 * MIB),
                    s.count("journal.append.queue.max", 20_000, 1, 10_000_000),
                    s.duration("journal.append.timeout", Duration.ofSeconds(15)));
        }
    }

    /**
     * How a reader polls and delivers.
     *
     * @param bufferBytes read but not yet taken by the stage; over it, the partitions are paused while polling goes on
     * @param memberId Kafka's group.instance.id; empty: none
     */
    public record Reads(
            Duration pollTimeout,
            int pollRecordsMax,
            long bufferBytes,
            Duration releaseTimeout,
            Duration backOffMin,
            Duration backOffMax,
            Duration commitInterval,
            String memberId) {
        static Reads from(Settings s) {
            return new Reads(
                    s.duration("journal.reader.poll.timeout", Duration.ofMillis(100)),
                    s.count("journal.reader.poll.records.max", 2000, 1, 1_000_000),
                    s.bytes("journal.reader.buffer.bytes", 32 * MIB),
                    s.duration("journal.reader.release.timeout", Duration.ofSeconds(30)),
                    s.duration("journal.reader.backoff.min", Duration.ofMillis(200)),
                    s.duration("journal.reader.backoff.max", Duration.ofSeconds(30)),
                    s.duration("journal.reader.commit.interval", Duration.ofSeconds(5)),
                    s.text("journal.reader.instance.id", ""));
        }
    }

    /**
     * Inside which distance two records of one partition with one identity are the same event (I7): both bounds hold.
     *
     * @param window by their timestamps
     * @param recordsMax by their offsets; as many identities a reader remembers per partition
     */
    public record Dedup(Duration window, int recordsMax) {
        /** No record is like another: none is remembered, and each is handed over with all its headers. */
        static final Dedup NONE = new Dedup(Duration.ZERO, 0);

        static Dedup from(Settings s) {
            return new Dedup(
                    s.duration("journal.dedup.window", Duration.ofHours(24)),
                    s.count("journal.dedup.records.max", 200_000, 1, 100_000_000));
        }
    }
}
