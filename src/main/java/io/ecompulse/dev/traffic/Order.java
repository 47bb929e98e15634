package io.ecompulse.dev.traffic;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.random.RandomGenerator;

/**
 * A priced cart. {@code total = revenue + shipping + tax}, and {@code revenue} is the goods less the discount, as Segment's
 * words have it. Amounts are minor units of the market's currency.
 *
 * @param coupon empty when there is none
 */
record Order(String id, Market market, JsonArray products, String coupon, long discount, long revenue, long shipping) {
    private static final int COUPON_ONE_IN = 6;
    private static final int COUPON_PERCENT = 10;

    static Order of(Cart cart, Market market, RandomGenerator random) {
        long goods = cart.value(market);
        boolean couponUsed = random.nextInt(COUPON_ONE_IN) == 0;
        long discount = couponUsed ? goods * COUPON_PERCENT / 100 : 0;
        return new Order(
                "EP-" + Codes.next(random),
                market,
                cart.products(market),
                couponUsed ? "AUTUMN10" : "",
                discount,
                goods - discount,
                market.shipping(goods - discount));
    }

    private long tax() {
        return market.taxOn(revenue);
    }

    long total() {
        return revenue + shipping + tax();
    }

    /** As it stands in "Checkout Started". */
    JsonObject started() {
        return amounts(new JsonObject()
                .put("order_id", id)
                .put("affiliation", "Pulse Outdoor")
                .put("value", market.amount(total())));
    }

    /** As it stands in "Order Completed". */
    JsonObject completed(String checkoutId) {
        return amounts(new JsonObject()
                .put("checkout_id", checkoutId)
                .put("order_id", id)
                .put("affiliation", "Pulse Outdoor")
                .put("subtotal", market.amount(revenue))
                .put("total", market.amount(total())));
    }

    /** As it stands in "Order Refunded": the whole order. */
    JsonObject refunded() {
        return new JsonObject()
                .put("order_id", id)
                .put("total", market.amount(total()))
                .put("currency", market.currency())
                .put("products", products.copy());
    }

    private JsonObject amounts(JsonObject order) {
        order.put("revenue", market.amount(revenue))
                .put("shipping", market.amount(shipping))
                .put("tax", market.amount(tax()))
                .put("discount", market.amount(discount));
        if (!coupon.isEmpty()) {
            order.put("coupon", coupon);
        }
        return order.put("currency", market.currency()).put("products", products.copy());
    }
}
