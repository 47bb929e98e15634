package io.ecompulse.dev.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShopTrafficTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-03-01T12:00:00.123456Z"));
    private static final int MANY = 10_000;

    @Test
    void drawsTheSameEventsFromTheSameSeed() {
        ShopTraffic one = new ShopTraffic(new Random(7), NOON);
        ShopTraffic same = new ShopTraffic(new Random(7), NOON);
        ShopTraffic other = new ShopTraffic(new Random(8), NOON);

        List<String> events = Stream.generate(one::next).limit(500).toList();

        assertThat(Stream.generate(same::next).limit(500)).isEqualTo(events);
        assertThat(other.next()).isNotEqualTo(events.get(0));
    }

    @Test
    void givesEveryEventAnIdAVisitorATimeAndAContext() {
        Set<String> ids = new HashSet<>();
        for (JsonObject event : many(1)) {
            assertThat(ids.add(event.getString("messageId"))).isTrue();
            assertThat(event.getString("anonymousId")).hasSize(36);
            assertThat(event.getString("timestamp")).isEqualTo("2026-03-01T12:00:00.123Z");
            assertThat(event.getString("type")).isIn("track", "page", "screen", "identify");
            JsonObject context = event.getJsonObject("context");
            assertThat(context.fieldNames())
                    .contains("library", "userAgent", "locale", "timezone", "screen", "sessionId");
            boolean app = context.containsKey("app");
            assertThat(context.containsKey("page")).isNotEqualTo(app);
            switch (event.getString("type")) {
                case "track" -> assertThat(event.getString("event")).isNotBlank();
                case "identify" -> assertThat(event.getString("userId")).startsWith("cust_");
                case "page" ->
                    assertThat(event.getJsonObject("properties").getString("url"))
                            .startsWith("https://");
                default -> assertThat(app).isTrue();
            }
        }
    }

    @Test
    void weighsWhatRealEventsWeigh() {
        long bytes = 0;
        int most = 0;
        ShopTraffic traffic = new ShopTraffic(new Random(2), NOON);
        for (int i = 0; i < MANY; i++) {
            int size = traffic.next().getBytes(StandardCharsets.UTF_8).length;
            bytes += size;
            most = Math.max(most, size);
        }

        assertThat(bytes / MANY).isBetween(500L, 900L);
        assertThat(most).isLessThan(2_500);
    }

    @Test
    void ordersOnlyWhatAVisitorViewedAddedAndCheckedOut() {
        Map<String, Set<String>> doneInSession = new HashMap<>();
        int orders = 0;
        for (JsonObject event : many(3)) {
            String name = event.getString("event", "");
            JsonObject properties = event.getJsonObject("properties", new JsonObject());
            Set<String> done = doneInSession.computeIfAbsent(
                    event.getString("anonymousId")
                            + event.getJsonObject("context").getString("sessionId"),
                    session -> new HashSet<>());
            switch (name) {
                case "Product Added" -> assertThat(done).contains("Product Viewed " + properties.getString("sku"));
                case "Checkout Started" ->
                    assertThat(done)
                            .contains(
                                    "Product Added " + firstProduct(properties).getString("sku"));
                case "Order Completed" -> {
                    orders++;
                    assertThat(done).contains("Checkout Started " + properties.getString("order_id"));
                }
                case "Order Refunded" ->
                    assertThat(done).contains("Order Completed " + properties.getString("order_id"));
                default -> {
                    // Any other step may come at any place.
                }
            }
            done.add(name + " " + properties.getString("sku", properties.getString("order_id")));
        }

        assertThat(orders).isBetween(MANY / 500, MANY / 30);
    }

    @Test
    void pricesAnOrderSoThatItsSumsHold() {
        Map<String, Integer> currencies = new HashMap<>();
        for (JsonObject event : many(4)) {
            if (!event.getString("event", "").equals("Order Completed")) {
                continue;
            }
            JsonObject order = event.getJsonObject("properties");
            BigDecimal goods = order.getJsonArray("products").stream()
                    .map(JsonObject.class::cast)
                    .map(line -> amount(line, "price").multiply(BigDecimal.valueOf(line.getInteger("quantity"))))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(amount(order, "revenue")).isEqualByComparingTo(goods.subtract(amount(order, "discount")));
            assertThat(amount(order, "total"))
                    .isEqualByComparingTo(amount(order, "revenue")
                            .add(amount(order, "shipping"))
                            .add(amount(order, "tax")));
            assertThat(order.encode()).doesNotContain("E+");
            currencies.merge(order.getString("currency"), 1, Integer::sum);
        }

        assertThat(currencies).containsOnlyKeys("EUR", "USD", "GBP", "JPY");
    }

    @Test
    void knowsAVisitorFromTheFirstSignInOn() {
        Map<String, String> accounts = new HashMap<>();
        for (JsonObject event : many(5)) {
            String visitor = event.getString("anonymousId");
            String account = event.getString("userId");
            if (event.getString("type").equals("identify")) {
                assertThat(event.getJsonObject("traits").getString("email")).endsWith("@example.com");
                accounts.put(visitor, account);
            } else if (!event.getString("event", "").equals("Order Refunded")) {
                assertThat(account).isEqualTo(accounts.get(visitor));
            }
        }

        assertThat(accounts).isNotEmpty();
    }

    @Test
    void showsRareThingsRarely() {
        Map<String, Integer> names = new HashMap<>();
        many(6).forEach(event -> names.merge(event.getString("event", event.getString("type")), 1, Integer::sum));

        assertThat(names.keySet())
                .contains("page", "screen", "identify", "Products Searched", "Product List Viewed", "Product Removed");
        assertThat(names.get("Order Refunded")).isLessThan(names.get("Order Completed"));
        assertThat(names.get("Order Completed")).isLessThan(names.get("Checkout Started"));
        assertThat(names.get("Checkout Started")).isLessThan(names.get("Product Added"));
        assertThat(names.get("Product Added")).isLessThan(names.get("Product Viewed"));
    }

    @Test
    void offersSixtyDifferentProducts() {
        List<Product> products = new Catalogue().products();

        assertThat(products).hasSize(60);
        assertThat(products.stream().map(Product::sku).distinct()).hasSize(60);
        assertThat(products.stream().map(Product::name).distinct()).hasSize(60);
    }

    private static List<JsonObject> many(int seed) {
        ShopTraffic traffic = new ShopTraffic(new Random(seed), NOON);
        return Stream.generate(traffic::next).limit(MANY).map(JsonObject::new).toList();
    }

    private static JsonObject firstProduct(JsonObject properties) {
        JsonArray products = properties.getJsonArray("products");
        return products.getJsonObject(0);
    }

    private static BigDecimal amount(JsonObject from, String name) {
        return new BigDecimal(from.getValue(name).toString());
    }
}
