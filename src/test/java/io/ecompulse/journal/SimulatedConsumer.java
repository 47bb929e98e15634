package io.ecompulse.journal;

import io.ecompulse.simulation.Host;
import io.ecompulse.simulation.SimulatedLog;
import io.ecompulse.simulation.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Kafka's consumer as far as a poll thread asks it, over a simulated log and a simulated group. */
final class SimulatedConsumer extends MockConsumer<byte[], byte[]> {
    private static final int POLL_FAULT_ONE_IN = 500;
    private static final int QUERY_FAULT_ONE_IN = 60;
    private static final int RECORDS_MAX = 6;

    private final Host host;
    private final World world;
    private final SimulatedGroup group;
    private final SimulatedLog log;
    private final Set<Integer> owned = new TreeSet<>();
    private final Set<Integer> paused = new HashSet<>();
    private final Map<Integer, Long> positions = new HashMap<>();
    private @Nullable ConsumerRebalanceListener listener;

    SimulatedConsumer(Host host, SimulatedGroup group) {
        super("none");
        this.host = host;
        this.world = host.world();
        this.group = group;
        this.log = group.log();
    }

    @Override
    public synchronized void subscribe(Collection<String> topics, ConsumerRebalanceListener told) {
        listener = told;
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        rebalance();
        if (world.strikes(POLL_FAULT_ONE_IN)) {
            throw new TimeoutException("simulated");
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        int room = 1 + world.below(RECORDS_MAX);
        for (int partition : owned) {
            if (!paused.contains(partition)) {
                room -= fetch(partition, room, records, next);
            }
        }
        return new ConsumerRecords<>(records, next);
    }

    private int fetch(
            int partition,
            int room,
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records,
            Map<TopicPartition, OffsetAndMetadata> next) {
        List<ConsumerRecord<byte[], byte[]>> fetched = new ArrayList<>();
        long offset = positions.getOrDefault(partition, 0L);
        while (offset < log.end(partition) && fetched.size() < room) {
            SimulatedLog.Entry entry = log.at(partition, offset++);
            if (entry != null) {
                fetched.add(record(partition, entry));
            }
        }
        positions.put(partition, offset);
        if (!fetched.isEmpty()) {
            records.put(topicPartition(partition), fetched);
        }
        next.put(topicPartition(partition), new OffsetAndMetadata(offset));
        return fetched.size();
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, SimulatedLog.Entry entry) {
        RecordHeaders headers = new RecordHeaders();
        if (entry.idBytes().length > 0) {
            headers.add(JournalEntry.ID, entry.idBytes());
        }
        return new ConsumerRecord<>(
                SimulatedLog.TOPIC,
                partition,
                entry.offset(),
                entry.timestamp(),
                TimestampType.CREATE_TIME,
                0,
                0,
                entry.key(),
                entry.content().value(),
                headers,
                Optional.empty());
    }

    /** As in a real one, everything about partitions happens inside a poll. */
    private void rebalance() {
        ConsumerRebalanceListener told = listener;
        if (told == null) {
            return;
        }
        if (!group.isMember(this)) {
            List<TopicPartition> lost = topicPartitions(owned);
            owned.clear();
            if (!lost.isEmpty()) {
                world.trace(() -> this + " lost " + lost);
                told.onPartitionsLost(lost);
            }
            group.join(this);
        }
        List<Integer> surplus = group.surplus(this, owned);
        if (!surplus.isEmpty()) {
            world.trace(() -> this + " gives up " + surplus);
            told.onPartitionsRevoked(topicPartitions(surplus));
            owned.removeAll(surplus);
            group.gaveUp(this, surplus);
        }
        if (group.isMember(this)) {
            List<Integer> gains = group.gains(this);
            owned.addAll(gains);
            world.trace(() -> gains.isEmpty() ? "" : this + " gets " + gains);
            if (!gains.isEmpty()) {
                told.onPartitionsAssigned(topicPartitions(gains));
            }
        }
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
        positions.put(partition.partition(), offset);
    }

    @Override
    public synchronized void pause(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> paused.add(partition.partition()));
    }

    @Override
    public synchronized void resume(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> paused.remove(partition.partition()));
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        ask("where the log begins");
        Map<TopicPartition, Long> offsets = new HashMap<>();
        partitions.forEach(partition -> offsets.put(partition, 0L));
        return offsets;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        ask("where the log ends");
        Map<TopicPartition, Long> offsets = new HashMap<>();
        partitions.forEach(partition -> offsets.put(partition, log.end(partition.partition())));
        return offsets;
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
        ask("what came since");
        Map<TopicPartition, OffsetAndTimestamp> offsets = new HashMap<>();
        times.forEach((partition, since) -> {
            for (SimulatedLog.Entry entry : log.between(partition.partition(), 0, log.end(partition.partition()))) {
                if (entry.timestamp() >= since) {
                    offsets.put(partition, new OffsetAndTimestamp(entry.offset(), entry.timestamp()));
                    return;
                }
            }
        });
        return offsets;
    }

    @Override
    public synchronized OptionalLong currentLag(TopicPartition partition) {
        return OptionalLong.empty();
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        partitions.forEach(asked -> offsets.put(asked, new OffsetAndMetadata(group.committed(asked.partition()))));
        return offsets;
    }

    @Override
    public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        boolean done = commit(offsets);
        callback.onComplete(offsets, done ? null : new CommitFailedException("simulated"));
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        ask("to commit");
        if (!commit(offsets)) {
            throw new CommitFailedException("simulated");
        }
    }

    private boolean commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        boolean all = true;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> offset : offsets.entrySet()) {
            all &= group.commit(
                    this, offset.getKey().partition(), offset.getValue().offset());
        }
        return all;
    }

    private void ask(String what) {
        host.port("asks Kafka " + what);
        if (world.strikes(QUERY_FAULT_ONE_IN)) {
            throw new TimeoutException("simulated");
        }
    }

    private static List<TopicPartition> topicPartitions(Collection<Integer> partitions) {
        return partitions.stream().map(SimulatedConsumer::topicPartition).toList();
    }

    private static TopicPartition topicPartition(int partition) {
        return new TopicPartition(SimulatedLog.TOPIC, partition);
    }

    @Override
    public String toString() {
        return host.name();
    }
}
