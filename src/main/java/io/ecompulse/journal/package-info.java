/**
 * The only door to Kafka. In: entries from the edge. Out: batches for the stages that read, each partition in order, each
 * record told whether its identity was seen before. Promises: an append completes after acks=all (I1); nothing here blocks
 * an event loop (I9); a stage reads on from where its own store says it is (I3), whatever Kafka remembers.
 * Knows nothing of HTTP, Redis or files.
 */
@NullMarked
package io.ecompulse.journal;

import org.jspecify.annotations.NullMarked;
