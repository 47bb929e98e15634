/**
 * From the journal to numbers in Redis while they are fresh, and back out of Redis for those who ask. In: batches. Out: one
 * fenced script call per batch, and sums over all partitions. Promises: a position is settled only after the script returned
 * (I3); a record is counted at most once whatever crashes, rebalances or zombies do (I4); a store that lost its numbers is
 * filled again from the journal's oldest record. Everything is derived from the journal and from no clock.
 * Knows nothing of HTTP, of Kafka's client or of files.
 */
@NullMarked
package io.ecompulse.aggregate;

import org.jspecify.annotations.NullMarked;
