package io.ecompulse.insight;

import java.util.Locale;

/** What became of an event that the tail shows. */
enum TailOutcome {
    /** Counted. */
    ACCEPTED,
    /** Seen before by the reader. */
    DUPLICATE,
    /** By the edge. */
    REJECTED,
    /** A stage could not take it. */
    FAILED;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
