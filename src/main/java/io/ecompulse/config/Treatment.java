package io.ecompulse.config;

import java.util.Locale;

/** What is taken from an event before anything of it is written down (I10). */
public enum Treatment {
    /** Nothing. */
    ALLOW,
    /** Whatever names a person or a device. */
    STRIP_IDS,
    /** The address it came from. */
    STRIP_IP,
    STRIP_IDS_AND_IP,
    /** All: it is answered like any other, and not stored. */
    DROP;

    /** Both of them: what either takes is taken. */
    public Treatment and(Treatment other) {
        if (this == DROP || other == DROP) {
            return DROP;
        }
        boolean ids = stripsIds() || other.stripsIds();
        boolean ip = stripsIp() || other.stripsIp();
        return ids && ip ? STRIP_IDS_AND_IP : ids ? STRIP_IDS : ip ? STRIP_IP : ALLOW;
    }

    public boolean stripsIds() {
        return this == STRIP_IDS || this == STRIP_IDS_AND_IP;
    }

    public boolean stripsIp() {
        return this == STRIP_IP || this == STRIP_IDS_AND_IP;
    }

    /** As settings, envelopes and meters name it. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
