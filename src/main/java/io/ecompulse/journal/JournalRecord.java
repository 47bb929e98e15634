package io.ecompulse.journal;

import java.util.Map;

/**
 * One record as a stage gets it.
 *
 * @param receivedAt record timestamp, epoch milliseconds
 * @param id the identity within the source, from the record's header; empty when a foreign producer wrote none
 * @param fingerprint 64 bits over the content, from the record's header; 0 when nobody took it
 * @param sighting what earlier records of this partition, inside the deduplication window, make of this one
 * @param headers the last of each name, of a record of the failed topic; an event's are read already, and left out
 */
public record JournalRecord(
        long offset,
        long receivedAt,
        byte[] key,
        byte[] id,
        byte[] value,
        long fingerprint,
        Sighting sighting,
        Map<String, byte[]> headers) {

    /** An event. */
    public JournalRecord(
            long offset, long receivedAt, byte[] key, byte[] id, byte[] value, long fingerprint, Sighting sighting) {
        this(offset, receivedAt, key, id, value, fingerprint, sighting, Map.of());
    }
}
