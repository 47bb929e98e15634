package io.ecompulse.client;

/** How an event ended. Each event that was given to the client ends in exactly one of these. */
public enum Outcome {
    /** Acknowledged: the server has it and will not lose it. */
    ACCEPTED,
    /** Acknowledged: the server has had it before. */
    DUPLICATE,
    /** Acknowledged, and not stored: the person, or the source's privacy policy, wants it so. */
    SUPPRESSED,
    /** Acknowledged as unsound: sending it again cannot help. */
    REJECTED,
    /** The server will not take it: its key, its frame or its batch is refused for good. */
    REFUSED,
    /** It is no JSON object. */
    INVALID,
    /** It was not taken: the queue was full. */
    QUEUE_FULL,
    /** It waited in the queue for too long. */
    EXPIRED,
    /** The client was closed before it could be sent, or before its ack came. */
    CLOSED;

    /** Of an event that an ack's results name. */
    static Outcome of(String name) {
        return switch (name) {
            case "duplicate" -> DUPLICATE;
            case "suppressed" -> SUPPRESSED;
            default -> REJECTED;
        };
    }
}
