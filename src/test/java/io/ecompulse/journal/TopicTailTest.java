package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicTailTest {
    private static final TopicPartition FAILED = new TopicPartition("ecompulse.failed", 0);
    private static final TopicPartition EVENTS = new TopicPartition("ecompulse.events", 3);

    private final List<String> trace = new CopyOnWriteArrayList<>();
    private boolean stumbling;
    private final CountDownLatch enough = new CountDownLatch(1);

    @Test
    void beginsSoManyRecordsBeforeTheEnd() throws Exception {
        run(List.of(log(0, 5)), 2, 2);

        assertThat(trace).containsExactly("ends {3=7}", "3", "4");
    }

    @Test
    void ofAShortTopicItReadsAll() throws Exception {
        run(List.of(log(3, 5)), 10, 2);

        assertThat(trace).containsExactly("ends {3=7}", "3", "4");
    }

    @Test
    void aRecordThatItsReaderStumblesOverEndsNothing() throws Exception {
        stumbling = true;
        run(List.of(log(0, 5)), 2, 2);

        assertThat(trace).containsExactly("ends {3=7}", "3", "4");
    }

    @Test
    void goesOnWhereItWasWhenTheConnectionFails() throws Exception {
        MockConsumer<byte[], byte[]> breaking = log(0, 5);
        breaking.schedulePollTask(() -> {}); // Brings 3 and 4.
        breaking.schedulePollTask(() -> breaking.setPollException(new KafkaException("away")));

        run(List.of(breaking, log(0, 6)), 2, 3);

        assertThat(trace.stream().filter(line -> !line.startsWith("ends"))).containsExactly("3", "4", "5");
    }

    /** Follows the failed topic through one consumer after the other until so many records were seen. */
    private void run(List<MockConsumer<byte[], byte[]>> consumers, int last, int records) throws Exception {
        List<Consumer<byte[], byte[]>> left = new ArrayList<>(consumers);
        TopicTail tail = new TopicTail(
                () -> left.remove(0),
                Journals.config().topics(),
                List.of(new TopicTail.Following(JournalTopic.FAILED, new TopicTail.Start.Last(last), entry -> {
                    trace.add(Long.toString(entry.offset()));
                    if (trace.stream().filter(line -> !line.startsWith("ends")).count() == records) {
                        enough.countDown();
                    }
                    if (stumbling) {
                        throw new IllegalStateException("a reader's own fault");
                    }
                })),
                (at, ends) -> trace.add("ends " + ends),
                () -> Instant.EPOCH);
        Thread thread = new Thread(tail::run);
        thread.start();
        assertThat(enough.await(50, TimeUnit.SECONDS)).isTrue();
        assertThat(tail.problem()).isNull();
        tail.close();
        thread.join();
    }

    private static MockConsumer<byte[], byte[]> log(long begin, long end) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions("ecompulse.failed", List.of(info(FAILED)));
        consumer.updatePartitions("ecompulse.events", List.of(info(EVENTS)));
        consumer.updateBeginningOffsets(Map.of(FAILED, begin, EVENTS, 0L));
        consumer.updateEndOffsets(Map.of(FAILED, end, EVENTS, 7L));
        consumer.schedulePollTask(() -> {
            for (long offset = consumer.position(FAILED); offset < end; offset++) {
                consumer.addRecord(new ConsumerRecord<>(FAILED.topic(), 0, offset, new byte[0], new byte[0]));
            }
        });
        return consumer;
    }

    private static PartitionInfo info(TopicPartition partition) {
        Node node = new Node(0, "localhost", 9092);
        return new PartitionInfo(partition.topic(), partition.partition(), node, new Node[] {node}, new Node[] {node});
    }
}
