package io.ecompulse.warehouse;

/** The steps of loading, as the {@code step} tag names them. */
enum LoadStep {
    /** Reading the chains. */
    WALK,
    /** The transaction. */
    LOAD,
    /** Another transaction was in the way. */
    CONFLICT,
    /** A file that does not load was written down. */
    QUARANTINE
}
