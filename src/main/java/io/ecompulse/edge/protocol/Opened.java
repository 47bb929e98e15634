package io.ecompulse.edge.protocol;

/** What a body turned out to be. */
public sealed interface Opened permits Batch, Refusal {}
