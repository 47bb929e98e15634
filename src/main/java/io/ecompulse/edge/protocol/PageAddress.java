package io.ecompulse.edge.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A page as the tracking spec's context names it, read out of its address. */
record PageAddress(String url, String path, String search) {
    private static final Map<String, String> CAMPAIGN = Map.of(
            "utm_campaign", "name",
            "utm_source", "source",
            "utm_medium", "medium",
            "utm_term", "term",
            "utm_content", "content");

    static PageAddress of(@Nullable String url) {
        String whole = url == null ? "" : url;
        int hash = whole.indexOf('#');
        String plain = hash < 0 ? whole : whole.substring(0, hash);
        int question = plain.indexOf('?');
        String search = question < 0 ? "" : plain.substring(question);
        String front = question < 0 ? plain : plain.substring(0, question);
        int scheme = front.indexOf("://");
        int slash = front.indexOf('/', scheme < 0 ? 0 : scheme + "://".length());
        return new PageAddress(whole, slash < 0 ? "" : front.substring(slash), search);
    }

    /** Writes {@code page} and {@code campaign}. */
    void into(EventText context, @Nullable String title, @Nullable String referrer) {
        context.object("page")
                .text("url", url)
                .text("path", path)
                .text("search", search)
                .text("title", title)
                .text("referrer", referrer)
                .close();
        context.object("campaign");
        if (!search.isEmpty()) {
            QueryText.fields(search.substring(1)).forEach((name, value) -> {
                String word = CAMPAIGN.get(name);
                if (word != null) {
                    context.text(word, value);
                }
            });
        }
        context.close();
    }
}
