/**
 * The public door. In: requests and WebSocket frames from anyone. Out: entries for the journal, and one answer per request
 * that says what became of every event. Promises: success is said only after the append is durable (I1); each event ends in
 * exactly one outcome with a meter (I2); everything held has a bound and an answer when it is full (I6); no event loop
 * blocks (I9); the address is cut as the source allows before it leaves this package (I10).
 *
 * <pre>
 *  request ─> HttpDoor ─┬─> EventDoor ─> BodyReader ─> Protocol ─┐
 *                       ├─> SettingsDocument                     ├─> Intake ─> Journal
 *                       └─> StreamDoor ─> StreamSession ─────────┘
 * </pre>
 *
 * Knows nothing of Kafka, Redis or files.
 */
@NullMarked
package io.ecompulse.edge;

import org.jspecify.annotations.NullMarked;
