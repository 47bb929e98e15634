package io.ecompulse.lake;

/** Why an event has no row, as the {@code reason} tag names it. */
enum LakeDiscard {
    /** An earlier event of its partition has its identity (I7). */
    DUPLICATE,
    /** Its journal record is no event. */
    UNREADABLE
}
