package io.ecompulse.telemetry;

import java.util.Locale;

/** The stages of the way, as the {@code stage} tag names them. */
public enum Stage {
    EDGE,
    JOURNAL,
    AGGREGATE,
    LAKE,
    WAREHOUSE,
    INSIGHT;

    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
