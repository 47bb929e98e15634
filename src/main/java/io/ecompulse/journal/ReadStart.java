package io.ecompulse.journal;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a partition's reading where the stage's store says, and before that as far back as identities have to be remembered. How
 * far depends on the time of the record at the position, or of the last one when there is none yet, so that a reader far behind remembers as much as one at the end.
 * On the poll thread only.
 */
final class ReadStart {
    private static final Logger LOG = LoggerFactory.getLogger(ReadStart.class);

    private final Consumer<byte[], byte[]> consumer;
    private final JournalConfig.Dedup dedup;
    private final ReaderMeters meters;

    ReadStart(ReaderParts parts, Consumer<byte[], byte[]> consumer, ReaderMeters meters) {
        this.consumer = consumer;
        this.dedup = parts.config().dedup();
        this.meters = meters;
    }

    /**
     * Seeks a held partition to its position, or further back.
     *
     * @return null when reading can go on, else why it must not
     */
    @Nullable
    String start(PartitionRead read, long run, OptionalLong position) {
        TopicPartition partition = read.partition();
        long oldest = offset(consumer.beginningOffsets(List.of(partition)), partition);
        long end = offset(consumer.endOffsets(List.of(partition)), partition);
        long from = position.orElse(oldest);
        if (from > end) {
            return "Partition " + partition + " ends at " + end + ", but the stage has read up to " + from
                    + ": the topic was recreated or has lost records; nothing of it is read until the stage's store"
                    + " is reset.";
        }
        if (from < oldest) {
            meters.expired(oldest - from);
            LOG.error("{} offsets from {} of {} expired before they were read", oldest - from, from, partition);
        }
        read.start(run, from, Math.max(from, oldest));
        // I7: at the log's end the record before it tells the time, not the clock: what comes next may have waited for
        // long.
        consumer.seek(partition, Math.min(read.deliverFrom(), Math.max(oldest, end - 1)));
        return null;
    }

    /**
     * Goes back from the position, now that the time of the first record there, or of the last one before, is known.
     *
     * @return whether what was polled will be polled again, after what stands before it
     */
    boolean goBack(PartitionRead read, long firstTimestamp) {
        long from = read.isPlain() ? read.deliverFrom() : readBackFrom(read, firstTimestamp);
        read.read();
        if (from < read.deliverFrom()) {
            consumer.seek(read.partition(), from);
            return true;
        }
        return false;
    }

    private long readBackFrom(PartitionRead read, long timestamp) {
        TopicPartition partition = read.partition();
        long since = Math.max(0, timestamp - dedup.window().toMillis() - DedupWindow.SLACK_MILLIS);
        OffsetAndTimestamp inWindow =
                consumer.offsetsForTimes(Map.of(partition, since)).get(partition);
        long position = read.deliverFrom();
        if (inWindow == null) {
            return position;
        }
        return Math.min(position, Math.max(inWindow.offset(), position - dedup.recordsMax()));
    }

    private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        Long offset = offsets.get(partition);
        return offset == null ? 0 : offset;
    }
}
