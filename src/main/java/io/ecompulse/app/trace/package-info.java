/**
 * Answers where one event is. In: its id and a span of time. Out: what the edge, the journal, the live numbers, the lake and the
 * warehouse have of it, found by positions, markers and Parquet's statistics. Promise: what is said was looked up, nothing is kept
 * for it, and an answer that did not see the whole span says so.
 */
@NullMarked
package io.ecompulse.app.trace;

import org.jspecify.annotations.NullMarked;
