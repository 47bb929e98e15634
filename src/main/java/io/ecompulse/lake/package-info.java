/**
 * From the journal to the lake. In: batches of one partition. Out: Parquet files that a warehouse can COPY, and for every
 * window of positions one commit marker that lists them. Promises: a position is settled only after its marker stands (I3),
 * a position stands in at most one committed file (I4), and whatever is committed loads (I8).
 * Knows nothing of HTTP, Redis or the warehouse.
 */
@NullMarked
package io.ecompulse.lake;

import org.jspecify.annotations.NullMarked;
