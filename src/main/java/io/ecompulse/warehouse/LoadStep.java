package io.ecompulse.warehouse;

/** The steps of loading, as the {@code step} tag names them. */
enum LoadStep {
    /** Reading the chains. */
    WALK,
    /** The transaction. */
    LOAD
}
