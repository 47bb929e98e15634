package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.OptionalLong;
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
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens on the poll thread, against Kafka's own stand-in for its consumer. */
class PollThreadTest {
    private static final TopicPartition P0 = new TopicPartition("t", 0);
    private static final TopicPartition P1 = new TopicPartition("t", 1);
    private static final long RECORD_BYTES = 200;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReaderMeters meters = new ReaderMeters(registry, Stage.LAKE);
    private final List<String> trace = new CopyOnWriteArrayList<>();
    private final List<PartitionRead> reads = new ArrayList<>();
    private final Log consumer = new Log();
    private CompletableFuture<Void> release = CompletableFuture.completedFuture(null);
    private long now = 10_000_000;
    private PollThread thread = thread();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void readsNothingBeforeTheStageHasSaidWhere() {
        consumer.append(P0, 0, 10, 0);
        assign(P0);

        assertThat(poll()).isEmpty();
        assertThat(consumer.paused()).containsExactly(P0);
        assertThat(trace).containsExactly("assigned t-0");
        thread.start(reads.get(0), 1, OptionalLong.of(4));

        assertThat(poll()).as("identities before the position").isEmpty();
        assertThat(poll()).containsExactly("[4,10) run 1 4..9");
    }

    @Test
    void beginsAtTheOldestRecordWhenTheStageHoldsNothing() {
        consumer.append(P0, 3, 10, 0);
        assign(P0);
        thread.start(reads.get(0), 1, OptionalLong.empty());

        assertThat(poll()).containsExactly("[3,10) run 1 3..9");
    }

    @Test
    void readsIdentitiesBackByTheTimeOfTheRecordAtThePosition() {
        long window = Duration.ofMinutes(10).toMillis() + DedupWindow.SLACK_MILLIS;
        consumer.append(P0, 0, 10, 0);
        consumer.append(P0, 10, 20, window - 1);
        consumer.append(P0, 20, 30, window);
        assign(P0);

        thread.start(reads.get(0), 1, OptionalLong.of(25));
        assertThat(poll()).isEmpty();
        assertThat(consumer.position(P0)).isZero();
        assertThat(poll()).containsExactly("[25,30) run 1 25..29");
    }

    @Test
    void readsBackNoFurtherThanItMayRemember() {
        thread = thread("journal.dedup.records.max", "3");
        consumer.append(P0, 0, 30, 0);
        assign(P0);

        thread.start(reads.get(0), 1, OptionalLong.of(25));
        poll();

        assertThat(consumer.position(P0)).isEqualTo(22);
        assertThat(poll()).containsExactly("[25,30) run 1 25..29");
    }

    @Test
    void readsBackByTheClockWhenThereIsNoRecordAtThePosition() {
        consumer.append(P0, 0, 10, now - Duration.ofMinutes(12).toMillis());
        consumer.append(P0, 10, 20, now);
        assign(P0);

        thread.start(reads.get(0), 1, OptionalLong.of(20));
        thread.poll(ConsumerRecords::empty);

        assertThat(consumer.position(P0)).isEqualTo(10);
        assertThat(poll()).isEmpty();
        consumer.append(P0, 20, 21, now);
        assertThat(poll()).containsExactly("[20,21) run 1 20..20");
    }

    @Test
    void startsNothingForAnAssignmentThatIsOver() {
        consumer.append(P0, 0, 10, 0);
        assign(P0);
        PartitionRead over = reads.get(0);
        assign(P1);
        assign(P0);

        thread.start(over, 7, OptionalLong.of(0));
        thread.hold(over);

        assertThat(poll()).isEmpty();
        assertThat(trace)
                .containsExactly("assigned t-0", "ended t-0 true", "assigned t-1", "ended t-1 true", "assigned t-0");
    }

    @Test
    void givesAPartitionUpOnlyWhenTheStageHasLetGo() {
        assign(P0);
        release = new CompletableFuture<>();
        Thread poller = Thread.currentThread();
        Thread stage = new Thread(() -> {
            await().until(() -> poller.getState() == Thread.State.TIMED_WAITING);
            trace.add("let go");
            release.complete(null);
        });
        consumer.onRevoked = stage::start;

        assign(P1);

        assertThat(trace).containsSubsequence("ended t-0 true", "let go", "assigned t-1");
    }

    @Test
    void givesAPartitionUpAfterTheBoundWhateverTheStageDoes() {
        thread = thread("journal.reader.release.timeout", "50ms");
        assign(P0);
        release = new CompletableFuture<>();

        assign(P1);

        assertThat(trace).containsExactly("assigned t-0", "ended t-0 true", "assigned t-1");
        assertThat(errors(ReadStep.RELEASE)).isEqualTo(1);
    }

    @Test
    void waitsForNobodyWhenAPartitionIsLost() {
        assign(P0);
        release = new CompletableFuture<>();

        thread.onPartitionsLost(List.of(P0));

        assertThat(trace).endsWith("ended t-0 false");
    }

    @Test
    void pausesBeyondTheBufferAndResumesBelowHalf() {
        thread = thread("journal.reader.buffer.bytes", "1000");
        assign(P0, P1);
        consumer.append(P0, 0, 1, 0);
        consumer.append(P1, 0, 1, 0);
        thread.start(reads.get(0), 1, OptionalLong.empty());
        thread.start(reads.get(1), 1, OptionalLong.empty());
        poll();

        meters.buffered().set(1_000);
        poll();
        assertThat(consumer.paused()).isEmpty();
        meters.buffered().set(1_001);
        poll();
        assertThat(consumer.paused()).containsExactlyInAnyOrder(P0, P1);
        meters.buffered().set(501);
        poll();
        assertThat(consumer.paused()).containsExactlyInAnyOrder(P0, P1);
        meters.buffered().set(500);
        poll();
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void resumesNoHeldPartitionAfterItsPause() {
        thread = thread("journal.reader.buffer.bytes", "1000");
        assign(P0, P1);
        consumer.append(P0, 0, 1, 0);
        thread.start(reads.get(0), 1, OptionalLong.empty());
        poll();
        meters.buffered().set(1_001);
        poll();
        thread.hold(reads.get(0));
        meters.buffered().set(0);
        poll();

        assertThat(consumer.paused()).containsExactlyInAnyOrder(P0, P1);
    }

    @Test
    void commitsOnlyWhatWasSettledAndOnlyOnce() {
        thread = thread("journal.reader.commit.interval", "5s");
        assign(P0, P1);
        poll();
        thread.settled(0, 5);
        pass(Duration.ofSeconds(5));
        poll();
        pass(Duration.ofSeconds(5));
        poll();
        assertThat(consumer.commits).containsExactly("{t-0=5}");

        thread.settled(1, 7);
        assign(P0);
        assertThat(consumer.commits).containsExactly("{t-0=5}", "{t-1=7}");
        thread.settled(0, 6);
        thread.closing();
        assertThat(consumer.commits).containsExactly("{t-0=5}", "{t-1=7}", "{t-0=6}");
    }

    @Test
    void commitsAlthoughVertxWokeItToClose() {
        assign(P0);
        thread.settled(0, 6);
        consumer.wakeups = 1;

        thread.closing();

        assertThat(consumer.commits).containsExactly("{t-0=6}");
    }

    @Test
    void tellsThatAPositionIsBeyondTheEndAndReadsNothing() {
        consumer.append(P0, 0, 10, 0);
        assign(P0);
        thread.start(reads.get(0), 1, OptionalLong.of(11));

        assertThat(poll()).isEmpty();
        assertThat(trace.get(1)).startsWith("stopped t-0 run 1: Partition t-0 ends at 10");
        assertThat(consumer.paused()).containsExactly(P0);
    }

    @Test
    void keepsTheChainOverWhatExpired() {
        consumer.append(P0, 6, 10, 0);
        assign(P0);
        thread.start(reads.get(0), 1, OptionalLong.of(2));

        assertThat(poll()).containsExactly("[2,10) run 1 6..9");
        assertThat(registry.get("ecompulse.reader.expired.events").counter().count())
                .isEqualTo(4);
    }

    @Test
    void holdsAPartitionWhoseRecordsExpireWhileItIsRead() {
        consumer.append(P0, 0, 10, 0);
        assign(P0);
        thread.start(reads.get(0), 1, OptionalLong.of(0));
        consumer.updateBeginningOffsets(Map.of(P0, 0L));
        poll();
        consumer.append(P0, 10, 20, 0);
        consumer.updateBeginningOffsets(Map.of(P0, 15L));

        assertThat(poll()).isEmpty();
        assertThat(trace).endsWith("broke t-0 run 1");
        assertThat(consumer.paused()).containsExactly(P0);
    }

    @Test
    void reportsAStartThatKafkaDidNotAnswer() {
        assign(P0);
        consumer.setOffsetsException(new TimeoutException("no answer"));
        thread.start(reads.get(0), 1, OptionalLong.of(0));

        assertThat(poll()).isEmpty();
        assertThat(trace).endsWith("broke t-0 run 1");
    }

    @Test
    void pollsOnAfterAFaultAndSaysSoUntilItIsOver() {
        assign(P0);
        consumer.setPollException(new AuthorizationException("not allowed"));
        assertThat(poll()).isEmpty();
        assertThat(thread.problem()).contains("not allowed");
        assertThat(errors(ReadStep.POLL)).isEqualTo(1);

        poll();

        assertThat(thread.problem()).isNull();
    }

    private double errors(ReadStep step) {
        return registry.get("ecompulse.errors")
                .tag("step", step.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    private void assign(TopicPartition... partitions) {
        consumer.rebalance(List.of(partitions));
    }

    private void pass(Duration time) {
        now += time.toMillis();
    }

    private List<String> poll() {
        ConsumerRecords<byte[], byte[]> polled = thread.poll(() -> consumer.poll(Duration.ZERO));
        return polled instanceof PolledRecords records
                ? records.batches().stream().map(PollThreadTest::shown).toList()
                : List.of();
    }

    private static String shown(PolledBatch polled) {
        JournalBatch batch = polled.batch();
        List<JournalRecord> records = batch.records();
        return "[" + batch.start() + "," + batch.end() + ") run " + polled.run() + " "
                + records.get(0).offset() + ".."
                + records.get(records.size() - 1).offset();
    }

    private PollThread thread(String... settings) {
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
    private static final class Log extends MockConsumer<byte[], byte[]> {
        private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
        private final List<String> commits = new ArrayList<>();
        private Runnable onRevoked = () -> {};
        private int wakeups;

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
