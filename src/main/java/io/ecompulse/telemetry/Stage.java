package io.ecompulse.telemetry;

import java.util.Locale;

/** The stages of the way, as the {@code stage} tag names them. */
public enum Stage {
    EDGE,
    JOURNAL,
    AGGREGATE,
    LAKE,
    /** The part of the lake that reads the failed topic. */
    LAKE_FAILED,
    WAREHOUSE,
    INSIGHT;

    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
