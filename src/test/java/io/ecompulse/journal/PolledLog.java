package io.ecompulse.journal;

import io.ecompulse.telemetry.Health;
import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;

/** A poll thread against Kafka's own stand-in for its consumer. */
abstract class PolledLog {
    static final TopicPartition P0 = new TopicPartition("t", 0);
    static final TopicPartition P1 = new TopicPartition("t", 1);
    private static final long RECORD_BYTES = 200;

    private final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final ReaderMeters meters = new ReaderMeters(registry, Stage.LAKE);
    final List<String> trace = new CopyOnWriteArrayList<>();
    final List<PartitionRead> reads = new ArrayList<>();
    final Log consumer = new Log();
    CompletableFuture<Void> release = CompletableFuture.completedFuture(null);
    long now = 10_000_000;
    PollThread thread = thread();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    double errors(ReadStep step) {
        return registry.get("ecompulse.errors")
                .tag("step", step.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    void assign(TopicPartition... partitions) {
        consumer.rebalance(List.of(partitions));
    }

    List<String> poll() {
        ConsumerRecords<byte[], byte[]> polled = thread.poll(() -> consumer.poll(Duration.ZERO));
        return polled instanceof PolledRecords records
                ? records.batches().stream().map(PolledLog::shown).toList()
                : List.of();
    }

    private static String shown(PolledBatch polled) {
        JournalBatch batch = polled.batch();
        List<JournalRecord> records = batch.records();
        return "[" + batch.start() + "," + batch.end() + ") run " + polled.run() + " "
                + records.get(0).offset() + ".."
                + records.get(records.size() - 1).offset();
    }

    PollThread thread(String... settings) {
        ReaderParts parts = new ReaderParts(
                vertx,
                vertx.getOrCreateContext(),
                Journals.config(settings),
                registry,
                () -> Instant.ofEpochMilli(now),
                new Health());
        PollThread created = new PollThread(parts, consumer, new Traced(), meters);
        consumer.subscribe(List.of("t"), created);
        return created;
    }

    private final class Traced implements PollEvents {
        @Override
        public void assigned(PartitionRead read, ReadControl control) {
            trace.add("assigned " + read.partition());
            reads.add(read);
        }

        @Override
        public CompletableFuture<Void> ended(PartitionRead read, boolean orderly) {
            trace.add("ended " + read.partition() + " " + orderly);
            consumer.onRevoked.run();
            return release;
        }

        @Override
        public void broke(PartitionRead read, long run, Exception fault) {
            trace.add("broke " + read.partition() + " run " + run);
        }

        @Override
        public void stopped(PartitionRead read, long run, String problem) {
            trace.add("stopped " + read.partition() + " run " + run + ": " + problem);
        }
    }

    /** Kafka's stand-in, which forgets what it has handed out, with a log behind it that can be read again. */
    static final class Log extends MockConsumer<byte[], byte[]> {
        private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
        final List<String> commits = new ArrayList<>();
        Runnable onRevoked = () -> {};
        int wakeups;

        Log() {
            super("none");
            for (TopicPartition partition : List.of(P0, P1)) {
                updateBeginningOffsets(Map.of(partition, 0L));
                updateEndOffsets(Map.of(partition, 0L));
            }
        }

        void append(TopicPartition to, long from, long end, long timestamp) {
            if (log.isEmpty()) {
                updateBeginningOffsets(Map.of(to, from));
            }
            updateEndOffsets(Map.of(to, end));
            LongStream.range(from, end).forEach(offset -> {
                ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                        to.topic(),
                        to.partition(),
                        offset,
                        timestamp,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        Journals.bytes("dev:v"),
                        new byte[(int) RECORD_BYTES],
                        new RecordHeaders().add(JournalEntry.ID, Journals.bytes("id" + offset)),
                        Optional.empty());
                log.add(record);
                if (assignment().contains(to)) {
                    addRecord(record);
                }
            });
        }

        @Override
        public synchronized void seek(TopicPartition partition, long offset) {
            super.seek(partition, offset);
            log.stream()
                    .filter(record -> record.partition() == partition.partition() && record.offset() >= offset)
                    .forEach(this::addRecord);
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            return log.stream()
                    .filter(record -> record.timestamp() >= times.getOrDefault(P0, Long.MAX_VALUE))
                    .limit(1)
                    .collect(Collectors.toMap(
                            found -> P0, found -> new OffsetAndTimestamp(found.offset(), found.timestamp())));
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            note(offsets);
        }

        @Override
        public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            if (wakeups-- > 0) {
                throw new WakeupException();
            }
            note(offsets);
        }

        private void note(Map<TopicPartition, OffsetAndMetadata> offsets) {
            commits.add(offsets.entrySet().stream()
                    .map(commit -> commit.getKey() + "=" + commit.getValue().offset())
                    .collect(Collectors.joining(",", "{", "}")));
        }
    }
}
