package io.ecompulse.journal;

import org.jspecify.annotations.Nullable;

/** The journal could not confirm an append. Worth sending again, unless the records themselves are {@link Why#UNFIT}. */
public final class JournalUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    /** What came in between. */
    public enum Why {
        /** Our own bound on what is in flight was reached; nothing of the append was sent. */
        OVERLOADED,
        /** Kafka refused, or we are closing; some entries may have landed. */
        REFUSED,
        /** Kafka has not answered in time; some entries may have landed or may yet. */
        SILENT,
        /** Kafka will never take one of the records: too large for its topic, or not to be encoded. */
        UNFIT,
        /** Kafka is away, and the spool has no room left. */
        SPOOL_FULL,
        /** Kafka is away, and the spool's disk or store does not work. */
        SPOOL_FAILING
    }

    private final Why why;

    JournalUnavailable(Why why, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.why = why;
    }

    /** Our own bound on bytes in flight was reached; nothing of the append was sent. */
    public static JournalUnavailable overloaded(String message) {
        return new JournalUnavailable(Why.OVERLOADED, message, null);
    }

    /** Kafka refused, or the journal is closed; some entries may have landed. */
    public static JournalUnavailable failed(String message, Throwable cause) {
        return new JournalUnavailable(Why.REFUSED, message, cause);
    }

    /** As {@code why} says. */
    public static JournalUnavailable of(Why why, String message) {
        return new JournalUnavailable(why, message, null);
    }

    public Why why() {
        return why;
    }

    public boolean isOverloaded() {
        return why == Why.OVERLOADED;
    }
}
