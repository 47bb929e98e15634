package io.ecompulse.aggregate;

import java.util.Locale;

/** Whether numbers hold what was sent by bots; they do unless one says otherwise. */
public enum Bots {
    INCLUDE,
    EXCLUDE,
    ONLY;

    /** As a query names it: {@code exclude}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
