package io.ecompulse.e2e;

import io.ecompulse.dev.traffic.ShopTraffic;
import io.vertx.core.json.JsonObject;
import java.util.random.RandomGenerator;

/**
 * One event as it is sent.
 *
 * @param id its messageId; null when it has none, because it is malformed on purpose
 * @param reason why it must be rejected; null when it must be accepted
 */
record Item(String id, String json, String reason) {

    static Item sound(ShopTraffic traffic) {
        String json = traffic.next();
        return new Item(new JsonObject(json).getString("messageId"), json, null);
    }

    /** An event that is valid JSON, so that it cannot break its batch, and yet no event. */
    static Item malformed(ShopTraffic traffic, RandomGenerator random) {
        JsonObject event = new JsonObject(traffic.next());
        String id = event.getString("messageId");
        return switch (random.nextInt(5)) {
            case 0 -> new Item(null, "\"" + id + "\"", "malformed");
            case 1 -> new Item(null, "[" + event.encode() + "]", "malformed");
            case 2 -> new Item(id, event.put("type", "trackk").encode(), "unknown_type");
            case 3 -> {
                event.remove("event");
                yield new Item(id, event.put("type", "track").encode(), "missing_event");
            }
            default -> {
                event.remove("anonymousId");
                event.remove("userId");
                if (event.getString("type").equals("track")) {
                    event.put("event", "Product Viewed");
                }
                yield new Item(id, event.encode(), "missing_identity");
            }
        };
    }

    boolean isSound() {
        return reason == null;
    }

    JsonObject event() {
        return new JsonObject(json);
    }
}
