package io.ecompulse.lake;

import org.jspecify.annotations.Nullable;

/**
 * One partition of the lake, for people.
 *
 * @param chainEnd committed up to here
 * @param position read up to here, when this process reads it
 * @param files in the whole chain, as are rows and bytes
 * @param rows of records of the journal: the lines of orders are not among them
 */
public record PartitionStatus(
        String topic,
        int partition,
        long chainEnd,
        @Nullable Long position,
        long files,
        long rows,
        long bytes) {}
