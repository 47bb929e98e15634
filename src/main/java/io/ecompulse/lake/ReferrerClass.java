package io.ecompulse.lake;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Where a visit comes from, as {@code referrer_class} names it. */
enum ReferrerClass {
    SEARCH,
    SOCIAL,
    EMAIL,
    /** A link that was paid for, or made for counting: UTM parameters or a network's click id. */
    CAMPAIGN,
    /** Another page of the same site. */
    INTERNAL,
    /** No referrer: typed, bookmarked, or hidden by the browser. */
    DIRECT,
    OTHER;

    private final String tag = name().toLowerCase(Locale.ROOT);

    byte[] utf8() {
        return tag.getBytes(StandardCharsets.UTF_8);
    }

    /** What the medium of a campaign says: newsletters are email, posts are social, all else was paid for. */
    static ReferrerClass ofMedium(String medium) {
        String lower = medium.toLowerCase(Locale.ROOT);
        if (lower.contains("mail") || lower.contains("newsletter")) {
            return EMAIL;
        }
        if (lower.contains("social")) {
            return SOCIAL;
        }
        return lower.equals("organic") ? SEARCH : CAMPAIGN;
    }
}
