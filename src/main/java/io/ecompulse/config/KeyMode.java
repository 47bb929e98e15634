package io.ecompulse.config;

import java.util.Locale;

/** What becomes of events whose write key is missing or belongs to no source. */
public enum KeyMode {
    /** They are taken for the default source. */
    OFF,
    /** They are taken for the default source, and counted as what {@link #ENFORCE} would refuse. */
    DRY_RUN,
    /** They are refused. */
    ENFORCE;

    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
