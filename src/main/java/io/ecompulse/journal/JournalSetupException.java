package io.ecompulse.journal;

/** The journal cannot be opened as things stand; the message is one sentence that says what to do. */
public final class JournalSetupException extends Exception {
    private static final long serialVersionUID = 1L;

    JournalSetupException(String message) {
        super(message);
    }

    JournalSetupException(String message, Throwable cause) {
        super(message, cause);
    }
}
