package io.ecompulse.edge.bot;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a user agent counts as no person's; the tags stand in the journal, the lake and {@code docs/wire.md}. */
public enum BotReason {
    SEARCH_ENGINE("search-engine"),
    AI_CRAWLER("ai-crawler"),
    SEO("seo"),
    ADVERTISING("advertising"),
    LINK_PREVIEW("social-preview"),
    FEED_READER("feed-reader"),
    MONITORING("monitoring"),
    SCANNER("scanner"),
    ARCHIVER("archiver"),
    ACADEMIC("academic"),
    /** A browser that a program steers, mostly one without a window. */
    AUTOMATION("browser-automation"),
    /** A library that fetches addresses: no person's where a page is said to have sent the event, else a server's. */
    HTTP_CLIENT("http-library"),
    /** On the list, under a word that is not known here. */
    CRAWLER(""),
    /** On no list, but calls itself a bot. */
    DECLARED("");

    private final String listed;
    private final String tag = name().toLowerCase(Locale.ROOT);

    /** @param listed what the list of user agents calls it */
    BotReason(String listed) {
        this.listed = listed;
    }

    public String tag() {
        return tag;
    }

    /** What a word of the list means; null for one that is not known here. */
    static @Nullable BotReason listed(String word) {
        for (BotReason reason : values()) {
            if (!word.isEmpty() && reason.listed.equals(word)) {
                return reason;
            }
        }
        return null;
    }
}
