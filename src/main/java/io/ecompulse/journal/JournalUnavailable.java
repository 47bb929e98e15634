package io.ecompulse.journal;

import org.jspecify.annotations.Nullable;

/** The journal could not confirm an append: too much in flight, no answer in time, or shut down. Worth sending again. */
public final class JournalUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean overloaded;

    private JournalUnavailable(String message, boolean overloaded, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.overloaded = overloaded;
    }

    /** Our own bound on bytes in flight was reached; nothing of the append was sent. */
    public static JournalUnavailable overloaded(String message) {
        return new JournalUnavailable(message, true, null);
    }

    /** Kafka did not confirm in time or refused; some entries may have landed. */
    public static JournalUnavailable failed(String message, Throwable cause) {
        return new JournalUnavailable(message, false, cause);
    }

    public boolean isOverloaded() {
        return overloaded;
    }
}
