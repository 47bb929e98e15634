package io.ecompulse.journal;

import java.util.List;

/**
 * What one poll brought for one partition. Positions, not offsets, make the chain: {@code start} is the end of the batch
 * before, or the position the stage named; {@code end} is where the consumer reads on. Records may leave holes.
 */
public record JournalBatch(String topic, int partition, long start, long end, List<JournalRecord> records) {}
