package io.ecompulse.warehouse;

/**
 * How far a partition is loaded.
 *
 * @param position everything below is loaded
 * @param files loaded so far, as are rows
 * @param duplicates rows of files that the warehouse had already
 */
public record Watermark(String topic, int partition, long position, long files, long rows, long duplicates) {}
