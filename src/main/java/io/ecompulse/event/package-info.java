/**
 * What an event is: its vocabulary, its verdicts, its envelope in the journal, and how to read it without parsing it twice.
 * In: a client's bytes. Out: bounds, fields, times, money. Promise: the client's own bytes are spliced, never printed again.
 * Sees only the JDK and a JSON library; knows nothing of HTTP, Kafka or files.
 */
@NullMarked
package io.ecompulse.event;

import org.jspecify.annotations.NullMarked;
