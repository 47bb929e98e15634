package io.ecompulse.dev.traffic;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What a visitor means to buy: a few articles and how many of each. */
final class Cart {
    private static final int LINES_MAX = 4;

    private final String id;
    private final Map<Product, Integer> lines = new LinkedHashMap<>();

    Cart(RandomGenerator random) {
        id = "cart_" + Codes.next(random);
    }

    String id() {
        return id;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    boolean isFull() {
        return lines.size() >= LINES_MAX;
    }

    void add(Product product, int quantity) {
        lines.merge(product, quantity, Integer::sum);
    }

    /** Takes the newest article out again. */
    Map.Entry<Product, Integer> removeLast() {
        Map.Entry<Product, Integer> last = null;
        for (Map.Entry<Product, Integer> line : lines.entrySet()) {
            last = line;
        }
        if (last == null) {
            throw new IllegalStateException("nothing in the cart");
        }
        Map.Entry<Product, Integer> removed = Map.entry(last.getKey(), last.getValue());
        lines.remove(removed.getKey());
        return removed;
    }

    /** The price of everything, in minor units of the market's currency. */
    long value(Market market) {
        long value = 0;
        for (Map.Entry<Product, Integer> line : lines.entrySet()) {
            value += market.price(line.getKey().cents()) * line.getValue();
        }
        return value;
    }

    JsonArray products(Market market) {
        JsonArray products = new JsonArray();
        lines.forEach((product, quantity) -> products.add(line(product, quantity, market)));
        return products;
    }

    static JsonObject line(Product product, int quantity, Market market) {
        return product.in(market).put("quantity", quantity);
    }
}
