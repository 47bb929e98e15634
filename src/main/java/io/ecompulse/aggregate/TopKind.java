package io.ecompulse.aggregate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What top lists are kept of, per hour and day. */
public enum TopKind {
    /** By the events that viewed one. */
    PRODUCTS_VIEWED("pv"),
    /** By the events that added one. */
    PRODUCTS_ADDED("pa"),
    /** By units, each order once. */
    PRODUCTS_BOUGHT("pb"),
    /** Paths, by page views. */
    PAGES("pg"),
    /** Hosts of other sites that page views came from. */
    REFERRERS("rf"),
    /** Names, by page views that carry one. */
    CAMPAIGNS("cp"),
    SEARCHES("se");

    private final String letters;

    TopKind(String letters) {
        this.letters = letters;
    }

    /** As a query names it: {@code products_viewed}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of that tag, or null. */
    public static @Nullable TopKind of(String tag) {
        for (TopKind kind : values()) {
            if (kind.tag().equals(tag)) {
                return kind;
            }
        }
        return null;
    }

    /** What stands for it in Redis' keys. */
    String letters() {
        return letters;
    }
}
