package io.ecompulse.event;

import io.ecompulse.event.JsonFields.Name;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commerce fields of an event's properties, under Segment v2's names or GA4's. */
public final class Commerce {
    private static final Name CURRENCY = new Name("currency");
    private static final Name ORDER_ID = new Name("order_id");
    private static final Name ORDER_ID_CAMEL = new Name("orderId");
    private static final Name TRANSACTION_ID = new Name("transaction_id");
    private static final Name REVENUE = new Name("revenue");
    private static final Name TOTAL = new Name("total");
    private static final Name VALUE = new Name("value");
    private static final Name PRODUCTS = new Name("products");
    private static final Name ITEMS = new Name("items");
    private static final Name QUANTITY = new Name("quantity");
    private static final byte[] EMPTY = {};
    private static final BigDecimal QUANTITY_MAX = BigDecimal.valueOf(1_000_000);

    private final JsonFields properties;
    private final String currency;

    public Commerce(JsonFields properties) {
        this.properties = properties;
        this.currency = Money.currency(properties.get(CURRENCY));
    }

    public String currency() {
        return currency;
    }

    /** What the shop calls the order, a string or number that is not empty; null when it said nothing to tell it by. */
    public @Nullable JsonValue orderId() {
        for (Name name : List.of(ORDER_ID, TRANSACTION_ID, ORDER_ID_CAMEL)) {
            JsonValue id = properties.present(name);
            if (id != null && (id.isNumber() || (id.isString() && !id.textEquals(EMPTY)))) {
                return id;
            }
        }
        return null;
    }

    /** What the shop earned: {@code revenue} (without shipping and tax), else {@code total}, else GA4's {@code value}. */
    public @Nullable Money revenue() {
        return firstAmount(REVENUE, TOTAL, VALUE);
    }

    /** What went back to the customer: {@code total}, else {@code revenue}, else {@code value}. */
    public @Nullable Money refund() {
        return firstAmount(TOTAL, REVENUE, VALUE);
    }

    /** An amount under its own name ({@code tax}, {@code shipping}, …), or null. */
    public @Nullable Money amount(Name name) {
        return Money.of(properties.present(name), currency);
    }

    /** The array of product lines, or null. */
    public @Nullable JsonValue products() {
        JsonValue products = properties.present(PRODUCTS);
        JsonValue items = products != null && products.isArray() ? products : properties.present(ITEMS);
        return items != null && items.isArray() ? items : null;
    }

    /** Told of one product line and its units; a line without a readable quantity counts one. */
    @FunctionalInterface
    public interface Line {
        void take(@Nullable JsonFields fields, long quantity);
    }

    /** Units over all product lines. */
    public long units() {
        long[] units = new long[1];
        eachLine((line, quantity) -> units[0] += quantity);
        return units[0];
    }

    /** Walks the product lines, up to a broken one. */
    public void eachLine(Line taker) {
        JsonValue products = products();
        if (products == null) {
            return;
        }
        try {
            JsonElements lines = new JsonElements(products);
            for (JsonValue line = lines.next(); line != null; line = lines.next()) {
                JsonFields fields = line.fields();
                taker.take(fields, quantity(fields));
            }
        } catch (MalformedJson broken) {
            return; // What stands before the break was taken.
        }
    }

    private static long quantity(@Nullable JsonFields line) {
        JsonValue quantity = line == null ? null : line.present(QUANTITY);
        BigDecimal count = quantity == null ? null : quantity.decimal();
        return count == null ? 1 : count.max(BigDecimal.ZERO).min(QUANTITY_MAX).longValue();
    }

    /** The first of these that can be read: an empty or broken one hides no good one behind it. */
    private @Nullable Money firstAmount(Name... names) {
        for (Name name : names) {
            Money amount = amount(name);
            if (amount != null) {
                return amount;
            }
        }
        return null;
    }
}
