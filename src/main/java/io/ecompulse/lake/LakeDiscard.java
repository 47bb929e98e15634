package io.ecompulse.lake;

import io.ecompulse.journal.FailedRecord;

/** Why an event has no row, as the {@code reason} tag names it. */
enum LakeDiscard {
    /** An earlier event of its partition has its identity (I7). */
    DUPLICATE,
    /** Making its row failed, twice. */
    POISON,
    /** Its journal record is no event that this program reads. */
    UNREADABLE;

    static LakeDiscard of(FailedRecord failed) {
        return failed.reason() == FailedRecord.Reason.POISON ? POISON : UNREADABLE;
    }
}
