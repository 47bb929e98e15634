package io.ecompulse.edge.protocol;

/**
 * How large things may be.
 *
 * @param eventBytesMax one event, with what its batch adds to it
 * @param eventDepthMax objects and arrays inside each other
 * @param batchEventsMax events of one batch
 * @param expandedBytesMax all events of one batch after its context stands in each of them
 */
public record ProtocolLimits(int eventBytesMax, int eventDepthMax, int batchEventsMax, long expandedBytesMax) {}
