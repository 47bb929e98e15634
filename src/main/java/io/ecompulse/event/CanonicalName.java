package io.ecompulse.event;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One name for one thing: maps the e-commerce names of Segment v1, GA4 and Snowplow, and other spellings of Segment v2, to Segment
 * v2's own. Names that belong to no vocabulary stay as they are.
 */
public final class CanonicalName {
    public static final String PRODUCT_VIEWED = "Product Viewed";
    public static final String PRODUCT_ADDED = "Product Added";
    public static final String CHECKOUT_STARTED = "Checkout Started";
    public static final String ORDER_COMPLETED = "Order Completed";
    public static final String ORDER_REFUNDED = "Order Refunded";
    public static final String PRODUCTS_SEARCHED = "Products Searched";

    private static final int NAME_LENGTH_MAX = 64;
    private static final String[] SEGMENT_V2 = {
        PRODUCTS_SEARCHED,
        "Product List Viewed",
        "Product List Filtered",
        "Promotion Viewed",
        "Promotion Clicked",
        "Product Clicked",
        PRODUCT_VIEWED,
        PRODUCT_ADDED,
        "Product Removed",
        "Cart Viewed",
        CHECKOUT_STARTED,
        "Checkout Step Viewed",
        "Checkout Step Completed",
        "Payment Info Entered",
        "Order Updated",
        "Order Cancelled",
        ORDER_COMPLETED,
        ORDER_REFUNDED,
        "Coupon Entered",
        "Coupon Applied",
        "Coupon Removed",
        "Coupon Denied",
        "Product Added to Wishlist",
        "Product Removed from Wishlist",
        "Wishlist Product Added to Cart",
        "Product Shared",
        "Cart Shared",
        "Product Reviewed"
    };
    private static final String[][] ALIASES = {
        // Segment v1
        {"Searched Products", "Products Searched"},
        {"Viewed Product Category", "Product List Viewed"},
        {"Viewed Promotion", "Promotion Viewed"},
        {"Clicked Promotion", "Promotion Clicked"},
        {"Clicked Product", "Product Clicked"},
        {"Viewed Product", PRODUCT_VIEWED},
        {"Added Product", PRODUCT_ADDED},
        {"Removed Product", "Product Removed"},
        {"Viewed Cart", "Cart Viewed"},
        {"Started Checkout", CHECKOUT_STARTED},
        {"Viewed Checkout Step", "Checkout Step Viewed"},
        {"Completed Checkout Step", "Checkout Step Completed"},
        {"Entered Payment Info", "Payment Info Entered"},
        {"Updated Order", "Order Updated"},
        {"Cancelled Order", "Order Cancelled"},
        {"Completed Order", ORDER_COMPLETED},
        {"Refunded Order", ORDER_REFUNDED},
        // GA4
        {"search", "Products Searched"},
        {"view_search_results", "Products Searched"},
        {"view_item_list", "Product List Viewed"},
        {"select_item", "Product Clicked"},
        {"view_item", PRODUCT_VIEWED},
        {"add_to_cart", PRODUCT_ADDED},
        {"remove_from_cart", "Product Removed"},
        {"view_cart", "Cart Viewed"},
        {"begin_checkout", CHECKOUT_STARTED},
        {"add_payment_info", "Payment Info Entered"},
        {"purchase", ORDER_COMPLETED},
        {"refund", ORDER_REFUNDED},
        {"view_promotion", "Promotion Viewed"},
        {"select_promotion", "Promotion Clicked"},
        {"add_to_wishlist", "Product Added to Wishlist"},
        {"add_shipping_info", "Checkout Step Completed"},
    };
    /** Snowplow's commerce actions; spelled just so, since some are everyday words. */
    private static final String[][] SNOWPLOW = {
        {"list_view", "Product List Viewed"},
        {"list_click", "Product Clicked"},
        {"product_view", PRODUCT_VIEWED},
        {"checkout_step_1", CHECKOUT_STARTED},
        {"checkout_step", "Checkout Step Completed"},
        {"transaction", ORDER_COMPLETED},
        {"promo_view", "Promotion Viewed"},
        {"promo_click", "Promotion Clicked"},
        {"site_search", "Products Searched"},
    };

    private static final Map<String, String> CANONICAL = table();
    private static final Map<String, String> FOLDED = foldedTable();

    private CanonicalName() {}

    /** The canonical name of a track call; the type's tag for the other calls, whose names are pages and groups. */
    public static String of(EventType type, @Nullable String originalName) {
        if (type != EventType.TRACK || originalName == null) {
            return type.tag();
        }
        String canonical = CANONICAL.get(originalName);
        if (canonical != null || originalName.length() > NAME_LENGTH_MAX) {
            return canonical == null ? originalName : canonical;
        }
        return FOLDED.getOrDefault(folded(originalName), originalName);
    }

    private static Map<String, String> table() {
        Map<String, String> table = new HashMap<>();
        for (String name : SEGMENT_V2) {
            table.put(name, name);
        }
        for (String[][] aliases : new String[][][] {ALIASES, SNOWPLOW}) {
            for (String[] alias : aliases) {
                table.put(alias[0], alias[1]);
            }
        }
        return Map.copyOf(table);
    }

    private static Map<String, String> foldedTable() {
        Map<String, String> table = new HashMap<>();
        for (String name : SEGMENT_V2) {
            table.put(folded(name), name);
        }
        for (String[] alias : ALIASES) {
            table.put(folded(alias[0]), alias[1]);
        }
        return Map.copyOf(table);
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
    }
}
