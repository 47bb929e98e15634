package io.ecompulse.journal;

/**
 * A batch on its way from the poll thread to the stage.
 *
 * @param read the assignment it was read under
 * @param run which positioning of that assignment; a batch of an older run is never delivered
 * @param bytes what it counts against the buffer's bound
 */
record PolledBatch(PartitionRead read, long run, JournalBatch batch, long bytes) {}
