package io.ecompulse.lake;

/** The steps of the lake, as the {@code step} tag names them. */
enum LakeStep {
    /** Finding the end of a chain. */
    POSITION,
    /** Making a row of an event. */
    ENCODE,
    /** Writing what has no row to the failed topic. */
    KEEP,
    /** Finishing the local file. */
    SEAL,
    /** Storing the file and creating its marker. */
    COMMIT
}
