package io.ecompulse.warehouse;

/** Why a row of a file was not inserted, as the {@code reason} tag names it. */
enum LoadDiscard {
    /** Its event is there already. */
    DUPLICATE,
    /** Its file does not load, and the chain went on without it. */
    SKIPPED
}
