package io.ecompulse.journal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is done with Kafka's consumer, on the one thread that may: it carries out what the stage's side asked for, then polls.
 * Rebalances wait here until the stage has let go, which Vert.x' own handlers cannot do (facts: lake.md §D).
 */
final class PollThread implements ConsumerRebalanceListener, ReadControl {
    private static final Logger LOG = LoggerFactory.getLogger(PollThread.class);
    private static final long TICK_MILLIS = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final JournalConfig config;
    private final InstantSource clock;
    private final PollEvents events;
    private final ReaderMeters meters;
    private final ReadStart starts;
    private final SettledPositions settled;
    // Bounded by what the stage's side asks: one start or hold per partition and fault.
    private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();
    private final Map<TopicPartition, PartitionRead> reads = new HashMap<>();
    private boolean throttled;
    /** Another member has our group.instance.id. To poll again would be to join again, and to take its partitions from it. */
    private boolean fenced;

    private long tickAt;
    private volatile @Nullable String pollProblem;

    PollThread(ReaderParts parts, Consumer<byte[], byte[]> consumer, PollEvents events, ReaderMeters meters) {
        this.consumer = consumer;
        this.config = parts.config();
        this.clock = parts.clock();
        this.events = events;
        this.meters = meters;
        this.starts = new ReadStart(parts, consumer, meters);
        this.settled = new SettledPositions(consumer, config.reads().commitInterval(), meters);
    }

    @Override
    public void start(PartitionRead read, long run, OptionalLong position) {
        commands.add(() -> doStart(read, run, position));
    }

    @Override
    public void hold(PartitionRead read) {
        commands.add(() -> {
            if (isOurs(read)) {
                doHold(read);
            }
        });
    }

    /** From any thread: remembers a settled position for the next commit. */
    void settled(int partition, long end) {
        settled.remember(partition, end);
    }

    /** From any thread: why the last poll failed, or null. */
    @Nullable
    String problem() {
        return pollProblem;
    }

    /** Does what was asked, then polls; never fails but for a wakeup, which is how Vert.x' client ends a poll to close. */
    ConsumerRecords<byte[], byte[]> poll(Supplier<ConsumerRecords<byte[], byte[]>> poll) {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        if (fenced) {
            waitForCommand();
            return ConsumerRecords.empty();
        }
        throttle();
        tick();
        try {
            ConsumerRecords<byte[], byte[]> records = poll.get();
            pollProblem = null;
            return opened(records);
        } catch (WakeupException | InterruptException closing) {
            throw closing;
        } catch (InvalidOffsetException outOfRange) {
            outOfRange.partitions().forEach(partition -> broke(partition, outOfRange));
        } catch (FencedInstanceIdException replaced) {
            fenced = true;
            pollProblem =
                    "another process reads as journal.reader.instance.id; end one of them, this one reads no more";
            meters.error(ReadStep.POLL);
            LOG.error("Reading {} ends: {}", config.topics().events(), pollProblem);
            onPartitionsLost(List.copyOf(reads.keySet()));
        } catch (KafkaException fault) {
            pollFailed(fault);
        }
        return ConsumerRecords.empty();
    }

    /** The last thing before the consumer closes. */
    void closing() {
        settled.commitNow(reads.keySet());
        // The stage has let go of everything: the revocation that the close brings has nothing to wait for.
        reads.clear();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        for (TopicPartition partition : partitions) {
            // Any position will do while it is paused; without one Kafka would look for a committed offset (I3).
            consumer.seek(partition, 0);
            PartitionRead read = new PartitionRead(partition, config.dedup());
            reads.put(partition, read);
            events.assigned(read, this);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            PartitionRead read = reads.remove(partition);
            if (read != null) {
                ends.add(events.ended(read, true));
            }
        }
        // I4: nobody else may read these partitions before the stage has finished with them.
        if (!ends.isEmpty() && !done(CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)))) {
            meters.error(ReadStep.RELEASE);
            LOG.error("Partitions {} are given up although the stage has not let go of them in time", partitions);
        }
        settled.commitNow(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionRead read = reads.remove(partition);
            if (read != null) {
                CompletableFuture<Void> unused = events.ended(read, false);
            }
        }
    }

    private boolean done(CompletableFuture<Void> ended) {
        try {
            ended.get(config.reads().releaseTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException stillHeld) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void doStart(PartitionRead read, long run, OptionalLong position) {
        if (!isOurs(read)) {
            return;
        }
        try {
            String problem = starts.start(read, run, position);
            if (problem != null) {
                events.stopped(read, run, problem);
            } else if (!throttled) {
                consumer.resume(List.of(read.partition()));
            }
        } catch (RuntimeException fault) {
            doHold(read);
            events.broke(read, run, fault);
        }
    }

    private void doHold(PartitionRead read) {
        read.hold();
        consumer.pause(List.of(read.partition()));
    }

    private void broke(TopicPartition partition, Exception fault) {
        PartitionRead read = reads.get(partition);
        if (read != null) {
            long run = read.run();
            doHold(read);
            events.broke(read, run, fault);
        }
    }

    /** Sorts what was polled to the partitions' reads. */
    private ConsumerRecords<byte[], byte[]> opened(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return records;
        }
        List<PolledBatch> batches = new ArrayList<>();
        for (TopicPartition partition : records.partitions()) {
            PartitionRead read = reads.get(partition);
            OffsetAndMetadata next = records.nextOffsets().get(partition);
            if (read == null || next == null) {
                continue;
            }
            try {
                if (read.state() == PartitionRead.State.PROBING
                        && starts.goBack(read, records.records(partition).get(0).timestamp())) {
                    continue;
                }
                PolledBatch batch = read.polled(records.records(partition), next.offset());
                if (batch != null) {
                    meters.buffered().addAndGet(batch.bytes());
                    batches.add(batch);
                }
            } catch (KafkaException fault) {
                broke(partition, fault);
            }
        }
        return new PolledRecords(records, batches);
    }

    /** Pauses what is read while the stage is behind, and polls on: whoever stops polling is thrown out of its group. */
    private void throttle() {
        long buffered = meters.buffered().get();
        long max = config.reads().bufferBytes();
        if (!throttled && buffered > max) {
            throttled = true;
            consumer.pause(started());
        } else if (throttled && buffered <= max / 2) {
            throttled = false;
            consumer.resume(started());
        }
    }

    private List<TopicPartition> started() {
        return reads.values().stream()
                .filter(read -> read.state() != PartitionRead.State.HELD)
                .map(PartitionRead::partition)
                .toList();
    }

    private void tick() {
        long now = clock.millis();
        if (now >= tickAt || now < tickAt - TICK_MILLIS) {
            tickAt = now + TICK_MILLIS;
            settled.commitWhenDue(now, reads.keySet());
            meters.lag(started().stream()
                    .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                    .sum());
            reads.values().forEach(read -> meters.forgotten(read.takeForgottenEarly()));
        }
    }

    /** Vert.x' client polls again at once, so the wait is here; a command ends it. */
    private void pollFailed(KafkaException fault) {
        meters.error(ReadStep.POLL);
        String problem = fault.toString();
        if (!problem.equals(pollProblem)) {
            pollProblem = problem;
            LOG.error("Polling {} failed, going on", config.topics().events(), fault);
        }
        waitForCommand();
    }

    private void waitForCommand() {
        Duration wait = config.reads().backOffMin();
        try {
            Runnable command = commands.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
            if (command != null) {
                command.run();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOurs(PartitionRead read) {
        return reads.get(read.partition()) == read;
    }
}
