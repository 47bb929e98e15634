package io.ecompulse.journal.spool;

/**
 * One record as it was appended.
 *
 * @param appendedAtMillis the spool's clock when the record was written
 */
public record SpoolRecord(long appendedAtMillis, byte[] payload) {}
