package io.ecompulse.config;

import org.jspecify.annotations.Nullable;

/**
 * How a source lets browsers keep a visitor for pages without a script that does.
 *
 * @param maxAgeDays how long a browser keeps it after it was last used
 * @param domain whose hosts get it as well; null for the host that set it alone
 */
public record VisitorCookie(int maxAgeDays, @Nullable String domain) {
    /** What browsers cut longer ages to. */
    public static final int MAX_AGE_DAYS_MAX = 400;

    static final int MAX_AGE_DAYS_USUAL = 365;
}
