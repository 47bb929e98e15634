package io.ecompulse.journal;

/** What a reader does, as its error meter names it. */
enum ReadStep {
    POLL,
    POSITION,
    TAKE,
    RELEASE,
    COMMIT
}
