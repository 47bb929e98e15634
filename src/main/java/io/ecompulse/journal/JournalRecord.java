package io.ecompulse.journal;

/**
 * One record as a stage gets it.
 *
 * @param receivedAt record timestamp, epoch milliseconds
 * @param id the identity within the source, from the record's header; empty when a foreign producer wrote none
 * @param fingerprint 64 bits over the content, from the record's header; 0 when nobody took it
 * @param sighting what earlier records of this partition, inside the deduplication window, make of this one
 */
public record JournalRecord(
        long offset, long receivedAt, byte[] key, byte[] id, byte[] value, long fingerprint, Sighting sighting) {}
