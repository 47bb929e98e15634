package io.ecompulse.lake;

import io.ecompulse.lake.CommitChain.Partition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the chains, walking each link once: the first question reads whole chains, later ones only what is new. Blocks;
 * one thread at a time.
 */
final class ChainTotals {
    private final ReadableChain chain;
    private final Map<Partition, PartitionStatus> known = new HashMap<>();

    ChainTotals(ReadableChain chain) {
        this.chain = chain;
    }

    /**
     * @param positions where this process reads
     */
    List<PartitionStatus> upToDate(Map<Partition, Long> positions) throws IOException {
        List<PartitionStatus> all = new ArrayList<>();
        for (Partition partition : chain.partitions()) {
            PartitionStatus total = walkOn(partition);
            if (total != null) {
                known.put(partition, total);
                all.add(new PartitionStatus(
                        total.topic(),
                        total.partition(),
                        total.chainEnd(),
                        positions.get(partition),
                        total.files(),
                        total.rows(),
                        total.bytes()));
            }
        }
        return all;
    }

    /** Where a run was compacted around the place that was reached, the chain is walked from its beginning once more. */
    private @Nullable PartitionStatus walkOn(Partition partition) throws IOException {
        try {
            return walk(partition);
        } catch (CompactedAway inside) {
            known.remove(partition);
            return walk(partition);
        }
    }

    private @Nullable PartitionStatus walk(Partition partition) throws IOException {
        PartitionStatus total = known.get(partition);
        if (total == null) {
            OptionalLong begin = chain.begin(partition.topic(), partition.number());
            if (begin.isEmpty()) {
                return null;
            }
            total = new PartitionStatus(partition.topic(), partition.number(), begin.getAsLong(), null, 0, 0, 0);
        }
        Optional<Marker> next = chain.at(partition.topic(), partition.number(), total.chainEnd());
        while (next.isPresent()) {
            Marker marker = next.get();
            total = new PartitionStatus(
                    marker.topic(),
                    marker.partition(),
                    marker.end(),
                    null,
                    total.files() + marker.files().size(),
                    total.rows() + marker.records(),
                    total.bytes() + marker.bytes());
            next = chain.at(marker.topic(), marker.partition(), marker.end());
        }
        return total;
    }
}
