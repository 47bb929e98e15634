/**
 * E-ComPulse, from a client's event to a row in the warehouse. This page is the map; every package says the rest itself.
 *
 * <pre>
 *  clients ──HTTP──┐                                   ┌─> aggregate ──> Redis ──> insight (query API, live page)
 *  (any SDK)       ├─> edge ──> journal (Kafka) ───────┤
 *  apps ──WebSocket┘                                   └─> lake ──> Parquet + commit markers ──> warehouse
 *
 *  event, config, telemetry  ←  journal  ←  edge(.protocol)   ←  app  ←  Main      tls is known to edge and app
 *                                        ←  aggregate ← insight
 *                                        ←  lake ← warehouse        dev is seen by Main alone
 * </pre>
 *
 * Arrows point from the one who is known to the one who knows; an architecture test keeps them.
 */
@NullMarked
package io.ecompulse;

import org.jspecify.annotations.NullMarked;
