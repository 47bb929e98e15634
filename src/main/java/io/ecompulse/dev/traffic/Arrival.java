package io.ecompulse.dev.traffic;

import io.vertx.core.json.JsonObject;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a visitor came to the shop.
 *
 * @param referrer the page before, empty when there was none
 * @param campaign what the link's utm parameters said, or null
 */
record Arrival(String referrer, @Nullable Campaign campaign) {

    record Campaign(String source, String medium, String name) {
        JsonObject json() {
            return new JsonObject().put("source", source).put("medium", medium).put("name", name);
        }

        String query() {
            return "?utm_source=" + source + "&utm_medium=" + medium + "&utm_campaign=" + name;
        }
    }

    private static final Arrival[] WAYS = {
        new Arrival("", null),
        new Arrival("", null),
        new Arrival("https://www.google.com/", null),
        new Arrival("https://www.google.com/", new Campaign("google", "cpc", "brand-search")),
        new Arrival("https://www.google.com/", new Campaign("google", "cpc", "rain-jackets")),
        new Arrival("https://www.instagram.com/", new Campaign("instagram", "social", "autumn-colours")),
        new Arrival("https://www.youtube.com/", new Campaign("youtube", "video", "hut-to-hut")),
        new Arrival("https://www.hiking-blog.example/best-tents", new Campaign("hiking-blog", "affiliate", "tents")),
        new Arrival("", new Campaign("newsletter", "email", "weekly-47")),
        new Arrival("https://duckduckgo.com/", null)
    };

    static Arrival pick(RandomGenerator random) {
        return WAYS[random.nextInt(WAYS.length)];
    }

    String query() {
        return campaign == null ? "" : campaign.query();
    }
}
