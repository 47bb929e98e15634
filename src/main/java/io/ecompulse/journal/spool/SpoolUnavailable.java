package io.ecompulse.journal.spool;

/** The spool could not promise to keep an append. Carries no stack trace: it is an answer, and may be frequent. */
public final class SpoolUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final Why why;

    /** What the caller can expect. */
    public enum Why {
        /** No room: nothing was written; appends work again once records were drained or space was freed. */
        FULL,
        /** The store failed: records of this append may be handed out later all the same. */
        FAILING,
        /** Too many bytes wait to be written: nothing was written. */
        BUSY,
        /** The spool was closed: nothing was written. */
        CLOSED
    }

    public SpoolUnavailable(Why why, String message) {
        super(message, null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
