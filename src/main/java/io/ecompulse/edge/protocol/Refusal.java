package io.ecompulse.edge.protocol;

import io.ecompulse.event.RejectReason;

/**
 * Why a whole body, frame or request is not taken.
 *
 * @param detail one sentence for the sender's developer; never holds what was sent
 */
public record Refusal(RejectReason reason, String detail) implements Opened {}
