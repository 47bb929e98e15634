/**
 * A client of the stream for tests and tools, on the JDK's WebSocket. In: events as JSON texts. Out: for each of them one
 * outcome, told to the caller. Promises: what is queued is bounded by bytes and by age; what has no ack is sent again; the
 * server's credit, nacks and goaways are honoured. Knows nothing of the server's classes.
 */
@NullMarked
package io.ecompulse.client;

import org.jspecify.annotations.NullMarked;
