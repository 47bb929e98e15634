package io.ecompulse.e2e;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a set of events adds up to, counted by the plainest code there is.
 *
 * @param byName by the event's name, or by its type where it has none
 * @param revenue by currency, over all completed orders
 * @param refunds by currency
 */
record Sales(
        Map<String, Long> byType,
        Map<String, Long> byName,
        long orders,
        Map<String, BigDecimal> revenue,
        Map<String, BigDecimal> refunds) {

    static Sales of(Collection<Item> items) {
        Sales sales = none(count(items, "Order Completed"));
        for (Item item : items) {
            JsonObject event = item.event();
            String type = event.getString("type");
            String name = type.equals("track") ? event.getString("event") : type;
            sales.byType.merge(type, 1L, Long::sum);
            sales.byName.merge(name, 1L, Long::sum);
            if (name.equals("Order Completed")) {
                add(sales.revenue, event.getJsonObject("properties"), "revenue");
            } else if (name.equals("Order Refunded")) {
                add(sales.refunds, event.getJsonObject("properties"), "total");
            }
        }
        return sales;
    }

    /** As the query API tells it. */
    static Sales told(JsonObject totals) {
        JsonObject events = totals.getJsonObject("events");
        Sales sales = none(totals.getLong("orders"));
        events.getJsonObject("byType").forEach(each -> sales.byType.put(each.getKey(), number(each.getValue())));
        events.getJsonObject("byName").forEach(each -> sales.byName.put(each.getKey(), number(each.getValue())));
        totals.getJsonObject("revenue").forEach(each -> sales.revenue.put(each.getKey(), amount(each.getValue())));
        totals.getJsonObject("refunds").forEach(each -> sales.refunds.put(each.getKey(), amount(each.getValue())));
        return sales;
    }

    private static Sales none(long orders) {
        return new Sales(new TreeMap<>(), new TreeMap<>(), orders, new TreeMap<>(), new TreeMap<>());
    }

    private static void add(Map<String, BigDecimal> sums, JsonObject order, String name) {
        sums.merge(order.getString("currency"), amount(order.getValue(name)), (sum, more) -> amount(sum.add(more)));
    }

    private static long count(Collection<Item> items, String name) {
        return items.stream()
                .filter(item -> name.equals(item.event().getString("event")))
                .count();
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    /** 12.50 and 12.5 are the same amount. */
    private static BigDecimal amount(Object value) {
        return new BigDecimal(value.toString()).stripTrailingZeros();
    }
}
