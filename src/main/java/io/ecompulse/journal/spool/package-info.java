/**
 * Where appends wait while the journal is away. In: groups of byte arrays. Out: the same bytes in chunks, in order, until
 * the caller says that they are durable elsewhere. Promises: an append completes only after it is forced to disk, or stored
 * as an object (I1); what completed is handed out again after any crash, unaltered, until it is drained; every store has a
 * bound and says when it is full (I6). Knows nothing of Kafka, of entries or of event loops.
 */
@NullMarked
package io.ecompulse.journal.spool;

import org.jspecify.annotations.NullMarked;
