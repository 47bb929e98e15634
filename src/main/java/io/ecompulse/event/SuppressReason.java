package io.ecompulse.event;

import java.util.Locale;

/** Why an event was answered like any other and not stored. Its tags are none of {@link RejectReason}'s. */
public enum SuppressReason {
    /** {@code Sec-GPC: 1}. */
    GLOBAL_PRIVACY_CONTROL,
    /** {@code DNT: 1}. */
    DO_NOT_TRACK,
    /** {@code SP-Anonymous}. */
    ANONYMOUS_ASKED,
    /** The visitor has not consented to a category that the source's policy names. */
    NO_CONSENT,
    /** The person is on the list of those of whom nothing is stored. */
    SUPPRESSED_SUBJECT;

    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
