package io.ecompulse.journal;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** What a poll returns to Vert.x' client, which hands it on unopened: the records, and what became of them on the poll thread. */
final class PolledRecords extends ConsumerRecords<byte[], byte[]> {
    private final List<PolledBatch> batches;

    PolledRecords(ConsumerRecords<byte[], byte[]> records, List<PolledBatch> batches) {
        super(
                records.partitions().stream().collect(Collectors.toMap(Function.identity(), records::records)),
                records.nextOffsets());
        this.batches = List.copyOf(batches);
    }

    List<PolledBatch> batches() {
        return batches;
    }
}
