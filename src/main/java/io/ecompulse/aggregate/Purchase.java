package io.ecompulse.aggregate;

import io.ecompulse.event.Commerce;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.Money;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A completed order.
 *
 * @param digest of source and order id; null without an id
 * @param amounts what could be read of revenue, tax, shipping and discount
 * @param bought units by product
 */
record Purchase(byte @Nullable [] digest, long units, List<Cell.Open> amounts, List<Interest> bought) {
    private static final Name TAX = new Name("tax");
    private static final Name SHIPPING = new Name("shipping");
    private static final Name DISCOUNT = new Name("discount");

    static Purchase of(String source, @Nullable JsonFields properties) {
        if (properties == null) {
            return new Purchase(null, 0, List.of(), List.of());
        }
        Commerce order = new Commerce(properties);
        JsonValue idValue = order.orderId();
        byte[] id = idValue == null ? null : idValue.utf8();
        List<Cell.Open> amounts = new ArrayList<>(4);
        add(amounts, BucketField.REVENUE, order.revenue());
        add(amounts, BucketField.TAX, order.amount(TAX));
        add(amounts, BucketField.SHIPPING, order.amount(SHIPPING));
        add(amounts, BucketField.DISCOUNT, order.amount(DISCOUNT));
        return new Purchase(
                id != null && id.length > 0 ? OrderId.digest(source, id) : null,
                order.units(),
                amounts,
                Interest.ofOrder(order));
    }

    private static void add(List<Cell.Open> amounts, String prefix, @Nullable Money money) {
        if (money != null) {
            amounts.add(Cell.open(prefix, money));
        }
    }
}
