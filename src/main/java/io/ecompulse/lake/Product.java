package io.ecompulse.lake;

import io.ecompulse.event.Commerce;
import io.ecompulse.event.JsonElements;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.Money;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The one product an event is about: Segment writes it among the properties, GA4 as the only line of {@code items}. An event
 * with several lines is about none; its lines stand in {@code properties}.
 */
record Product(@Nullable JsonFields fields, String currency) {
    private static final Name PRODUCT_ID = new Name("product_id");
    private static final Name SKU = new Name("sku");
    private static final Name ITEM_ID = new Name("item_id");
    private static final Name NAME = new Name("name");
    private static final Name ITEM_NAME = new Name("item_name");
    private static final Name BRAND = new Name("brand");
    private static final Name ITEM_BRAND = new Name("item_brand");
    private static final Name CATEGORY = new Name("category");
    private static final Name ITEM_CATEGORY = new Name("item_category");
    private static final Name PRICE = new Name("price");
    private static final Name QUANTITY = new Name("quantity");
    private static final Product NONE = new Product(null, Money.NO_CURRENCY);

    static Product of(@Nullable JsonFields properties, @Nullable Commerce commerce) {
        if (properties == null || commerce == null) {
            return NONE;
        }
        boolean own = properties.present(PRODUCT_ID) != null || properties.present(SKU) != null;
        return new Product(own ? properties : onlyLine(commerce.products()), commerce.currency());
    }

    @Nullable
    JsonValue id() {
        return first(PRODUCT_ID, ITEM_ID);
    }

    @Nullable
    JsonValue sku() {
        return first(SKU, SKU);
    }

    @Nullable
    JsonValue name() {
        return first(NAME, ITEM_NAME);
    }

    @Nullable
    JsonValue brand() {
        return first(BRAND, ITEM_BRAND);
    }

    @Nullable
    JsonValue category() {
        return first(CATEGORY, ITEM_CATEGORY);
    }

    @Nullable
    Long priceMinor() {
        return EventRow.minor(Money.of(first(PRICE, PRICE), currency));
    }

    /** Whole units only: half a metre has no whole number, and stands in {@code properties}. */
    @Nullable
    Long quantity() {
        JsonValue value = first(QUANTITY, QUANTITY);
        BigDecimal quantity = value == null ? null : value.decimal();
        boolean whole = quantity != null && quantity.stripTrailingZeros().scale() <= 0;
        return quantity == null || !whole || quantity.precision() - quantity.scale() > 15 ? null : quantity.longValue();
    }

    private @Nullable JsonValue first(Name name, Name other) {
        if (fields == null) {
            return null;
        }
        JsonValue value = fields.present(name);
        return value == null ? fields.present(other) : value;
    }

    private static @Nullable JsonFields onlyLine(@Nullable JsonValue lines) {
        if (lines == null) {
            return null;
        }
        try {
            JsonElements elements = new JsonElements(lines);
            JsonValue first = elements.next();
            return first == null || elements.next() != null ? null : first.fields();
        } catch (MalformedJson broken) {
            return null;
        }
    }
}
