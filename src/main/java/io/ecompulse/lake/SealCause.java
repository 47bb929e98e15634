package io.ecompulse.lake;

/** Why a window takes no more events, as the {@code cause} tag names it. */
enum SealCause {
    /** It has {@code lake.window.bytes} of events. */
    BYTES,
    /** It was open for {@code lake.window.age}. */
    AGE,
    /** The next event was received in a later hour. */
    HOUR,
    /** The partition goes to another process, or this one stops. */
    REVOKE,
    /** All windows together hold more than {@code lake.memory.bytes}, and it was the largest. */
    BUDGET
}
