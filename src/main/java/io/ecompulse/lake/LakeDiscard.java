package io.ecompulse.lake;

import io.ecompulse.journal.FailedRecord;

/** Why an event has no row, as the {@code reason} tag names it. */
enum LakeDiscard {
    /** An earlier event of its partition has its identity (I7). */
    DUPLICATE,
    /** A column must have all of its text or none, and has no room for it. */
    OVERFLOW,
    /** Making its row failed, twice. */
    POISON,
    /** Its journal record is no event that this program reads. */
    UNREADABLE;

    static LakeDiscard of(FailedRecord failed) {
        return switch (failed.reason()) {
            case OVERFLOW -> OVERFLOW;
            case POISON -> POISON;
            case UNREADABLE -> UNREADABLE;
        };
    }
}
