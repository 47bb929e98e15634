package io.ecompulse.journal;

/** What an append goes through, as meters name it. */
enum AppendStep {
    /** Refused at once: too much is in flight. */
    ADMIT,
    /** Answered by Kafka, or not. */
    ACKNOWLEDGE,
    /** Given up after its own bound. */
    TIMEOUT
}
