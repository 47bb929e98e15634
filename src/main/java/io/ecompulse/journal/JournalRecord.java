package io.ecompulse.journal;

/**
 * One record as a stage gets it.
 *
 * @param receivedAt record timestamp, epoch milliseconds
 * @param id the identity within the source, from the record's header; empty when a foreign producer wrote none
 * @param duplicate an earlier record of this partition, inside the deduplication window, has the same identity (I7)
 */
public record JournalRecord(long offset, long receivedAt, byte[] key, byte[] id, byte[] value, boolean duplicate) {}
