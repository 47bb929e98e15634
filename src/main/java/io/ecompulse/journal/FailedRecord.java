package io.ecompulse.journal;

/**
 * A record that a stage can make nothing of.
 *
 * @param detail what went wrong, never in words that may quote the record
 */
public record FailedRecord(JournalRecord record, Reason reason, String detail) {
    /** Why, as the {@link FailedHeader#REASON} names it. */
    public enum Reason {
        /** Reading it made the stage throw, and again when it was tried alone. */
        POISON("poison"),
        /** A column that must have all of its text or none has no room for it. */
        OVERFLOW("overflow"),
        /** It is no envelope that this program reads. */
        UNREADABLE("unreadable");

        private final String tag;

        Reason(String tag) {
            this.tag = tag;
        }

        public String tag() {
            return tag;
        }
    }

    /** @param column which of them */
    public static FailedRecord overflow(JournalRecord record, String column) {
        return new FailedRecord(record, Reason.OVERFLOW, "its text is over the limit of the column " + column);
    }

    public static FailedRecord unreadable(JournalRecord record) {
        return new FailedRecord(record, Reason.UNREADABLE, "no event envelope of a version that is known here");
    }

    /** Keeps the fault's class and place. Its message is left out, for it may quote what the client sent. */
    public static FailedRecord poison(JournalRecord record, Throwable fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        String place = trace.length == 0 ? "an unknown place" : trace[0].toString();
        return new FailedRecord(record, Reason.POISON, fault.getClass().getName() + " at " + place);
    }
}
