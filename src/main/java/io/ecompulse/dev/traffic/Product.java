package io.ecompulse.dev.traffic;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * One article of the shop.
 *
 * @param cents the price in euro cents, from which every {@link Market} makes its own
 */
record Product(String sku, String name, String brand, String category, String variant, int cents) {

    /** The product as Segment v2 describes it, priced for a market. */
    JsonObject in(Market market) {
        return new JsonObject()
                .put("product_id", sku.substring(sku.indexOf('-') + 1))
                .put("sku", sku)
                .put("name", name)
                .put("brand", brand)
                .put("category", category)
                .put("variant", variant)
                .put("price", market.amount(market.price(cents)));
    }

    String path() {
        return "/p/" + sku.toLowerCase(Locale.ROOT);
    }
}
