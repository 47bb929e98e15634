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
 * A product line, or the one product an event is about: Segment writes that among the properties, GA4 as the only line of
 * {@code items}. An event with several lines is about none; its lines stand in {@code order_items}.
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
    private static final Name VARIANT = new Name("variant");
    private static final Name ITEM_VARIANT = new Name("item_variant");
    private static final Name POSITION = new Name("position");
    private static final Name INDEX = new Name("index");
    private static final Name COUPON = new Name("coupon");
    private static final Name DISCOUNT = new Name("discount");
    private static final Name PRICE = new Name("price");
    private static final Name QUANTITY = new Name("quantity");
    private static final int DIGITS_MAX = 15;
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
    JsonValue variant() {
        return first(VARIANT, ITEM_VARIANT);
    }

    @Nullable
    JsonValue coupon() {
        return first(COUPON, COUPON);
    }

    /** Its place in the list that was shown. */
    @Nullable
    Long position() {
        return whole(first(POSITION, INDEX));
    }

    @Nullable
    Long priceMinor() {
        JsonValue price = first(PRICE, PRICE);
        return EventRow.minor(Money.of(price, currency), price != null);
    }

    /** Whole units only: half a metre has no whole number, and stands in {@code properties}. */
    @Nullable
    Long quantity() {
        return whole(first(QUANTITY, QUANTITY));
    }

    @Nullable
    Long discountMinor() {
        JsonValue discount = first(DISCOUNT, DISCOUNT);
        return EventRow.minor(Money.of(discount, currency), discount != null);
    }

    /** Price times quantity, of which a line that names none has one; null without a price. */
    @Nullable
    Long revenueMinor() {
        BigDecimal price = decimal(PRICE);
        if (price == null) {
            return null;
        }
        BigDecimal quantity = decimal(QUANTITY);
        Money revenue = Money.ofDecimal(quantity == null ? price : price.multiply(quantity), currency);
        return EventRow.minor(revenue, true);
    }

    private @Nullable BigDecimal decimal(Name name) {
        JsonValue value = first(name, name);
        return value == null ? null : value.decimal();
    }

    /** The whole number in a value; {@link Row#NO_NUMBER} when it holds none. */
    static @Nullable Long whole(@Nullable JsonValue value) {
        if (value == null) {
            return null;
        }
        BigDecimal number = value.decimal();
        boolean whole = number != null && number.stripTrailingZeros().scale() <= 0;
        return number == null || !whole || number.precision() - number.scale() > DIGITS_MAX
                ? (Long) Row.NO_NUMBER
                : (Long) number.longValue();
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
