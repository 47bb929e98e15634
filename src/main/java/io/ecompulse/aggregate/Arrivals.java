package io.ecompulse.aggregate;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the readers counted of one source, minute by minute of its arrival.
 *
 * @param counted of each minute
 * @param read by partition, the position below which everything is counted
 * @param partial numbers are missing: they are being rebuilt, or were gone from the journal before they were
 */
public record Arrivals(List<Long> counted, Map<Integer, Long> read, boolean partial) {
    static Arrivals of(Partitions partitions, long from, List<Future<List<Long>>> outcomes) {
        List<Long> sums = new ArrayList<>(outcomes.get(0).result());
        for (Future<List<Long>> more : outcomes.subList(1, outcomes.size())) {
            for (int i = 0; i < sums.size(); i++) {
                sums.set(i, sums.get(i) + more.result().get(i));
            }
        }
        Map<Integer, Long> read = new TreeMap<>();
        partitions.all().forEach(partition -> read.put(partition.number(), partition.next()));
        return new Arrivals(sums, read, !partitions.areWhole(from));
    }
}
