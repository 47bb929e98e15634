/**
 * From the lake to the warehouse. In: the commit markers of every partition, in order. Out: rows that analysts ask for.
 * Promises: a committed file is loaded at most once and none is skipped, because what was loaded stands in the same
 * transaction as the rows (I5). Knows nothing of HTTP, Redis or the journal.
 */
@NullMarked
package io.ecompulse.warehouse;

import org.jspecify.annotations.NullMarked;
