package io.ecompulse.journal;

/** The topics by their role; their names are settings. */
public enum JournalTopic {
    EVENTS,
    FAILED,
    /** What edges say they accepted, see {@link AcceptedPage}. */
    BOOKS
}
