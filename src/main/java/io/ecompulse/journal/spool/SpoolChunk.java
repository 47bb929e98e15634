package io.ecompulse.journal.spool;

import java.util.List;

/**
 * Consecutive records of a spool, at least one.
 *
 * @param position where the chunk ends; means something to the spool that handed it out and to no other
 */
public record SpoolChunk(List<SpoolRecord> records, long position) {
    public SpoolChunk {
        records = List.copyOf(records);
    }
}
