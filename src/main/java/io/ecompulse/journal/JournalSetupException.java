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

    /** Whether Kafka did not answer; else it did, and something has to be set right before the journal can be opened. */
    public boolean isSilence() {
        return getCause() instanceof java.util.concurrent.TimeoutException
                || getCause() instanceof org.apache.kafka.common.errors.TimeoutException;
    }
}
