package io.ecompulse.journal;

import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Kafka's consumer as it is handed to Vert.x' client: that one owns the thread and the life of it, our {@link PollThread} works
 * inside its calls, and takes the place of its rebalance listener.
 */
final class HookedConsumer extends KafkaConsumer<byte[], byte[]> {
    private final PollThread pollThread;
    private final Duration closeTimeout;

    HookedConsumer(ReaderParts parts, String group, PollEvents events, ReaderMeters meters) {
        super(ClientSettings.consumer(parts.config(), group));
        this.pollThread = new PollThread(parts, this, events, meters);
        this.closeTimeout = parts.config().closeTimeout();
    }

    PollThread pollThread() {
        return pollThread;
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener replaced) {
        super.subscribe(topics, pollThread);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        return pollThread.poll(() -> super.poll(timeout));
    }

    @Override
    public void close() {
        pollThread.closing();
        // A static member would otherwise keep its partitions from the others until its session ends.
        super.close(CloseOptions.timeout(closeTimeout)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
}
