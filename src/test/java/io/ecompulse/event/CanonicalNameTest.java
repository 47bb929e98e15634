package io.ecompulse.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of wire.md §9. */
class CanonicalNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Products Searched",
                "Product List Viewed",
                "Product List Filtered",
                "Promotion Viewed",
                "Promotion Clicked",
                "Product Clicked",
                "Product Viewed",
                "Product Added",
                "Product Removed",
                "Cart Viewed",
                "Checkout Started",
                "Checkout Step Viewed",
                "Checkout Step Completed",
                "Payment Info Entered",
                "Order Updated",
                "Order Cancelled",
                "Order Completed",
                "Order Refunded",
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
            })
    void segmentsOwnNamesStayHoweverTheyAreSpelt(String name) {
        assertThat(track(name)).isEqualTo(name);
        assertThat(track(name.toLowerCase(Locale.ROOT))).isEqualTo(name);
        assertThat(track(" " + name.toUpperCase(Locale.ROOT).replace(' ', '_') + " "))
                .isEqualTo(name);
        assertThat(track(name.replace(' ', '-'))).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "list_view, Product List Viewed",
        "list_click, Product Clicked",
        "product_view, Product Viewed",
        "checkout_step_1, Checkout Started",
        "checkout_step, Checkout Step Completed",
        "transaction, Order Completed",
        "promo_view, Promotion Viewed",
        "promo_click, Promotion Clicked",
        "site_search, Products Searched",
        "Transaction, Transaction",
        "Product View, Product View"
    })
    void snowplowsActionsCountWhenTheyAreSpeltJustSo(String name, String canonical) {
        assertThat(track(name)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "add_shipping_info, Checkout Step Completed",
        "purchase, Order Completed",
        "add_to_cart, Product Added",
        "remove_from_cart, Product Removed",
        "view_item, Product Viewed",
        "view_item_list, Product List Viewed",
        "select_item, Product Clicked",
        "view_cart, Cart Viewed",
        "begin_checkout, Checkout Started",
        "add_payment_info, Payment Info Entered",
        "refund, Order Refunded",
        "search, Products Searched",
        "view_search_results, Products Searched",
        "view_promotion, Promotion Viewed",
        "select_promotion, Promotion Clicked",
        "add_to_wishlist, Product Added to Wishlist"
    })
    void googleAnalyticsNamesAreMapped(String name, String canonical) {
        assertThat(track(name)).isEqualTo(canonical);
        assertThat(track(name.toUpperCase(Locale.ROOT))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "Viewed Product, Product Viewed",
        "Added Product, Product Added",
        "Removed Product, Product Removed",
        "Clicked Product, Product Clicked",
        "Viewed Product Category, Product List Viewed",
        "Searched Products, Products Searched",
        "Viewed Promotion, Promotion Viewed",
        "Clicked Promotion, Promotion Clicked",
        "Viewed Cart, Cart Viewed",
        "Started Checkout, Checkout Started",
        "Viewed Checkout Step, Checkout Step Viewed",
        "Completed Checkout Step, Checkout Step Completed",
        "Entered Payment Info, Payment Info Entered",
        "Updated Order, Order Updated",
        "Cancelled Order, Order Cancelled",
        "Completed Order, Order Completed",
        "Refunded Order, Order Refunded"
    })
    void namesOfSegmentsFirstVersionAreMapped(String name, String canonical) {
        assertThat(track(name)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Newsletter Joined",
                "purchase now",
                "login",
                "share",
                "generate_lead",
                "",
                " ",
                "Produkt angesehen"
            })
    void namesOfNoVocabularyStayAsTheyAre(String name) {
        assertThat(track(name)).isEqualTo(name);
    }

    @Test
    void aNameIsLookedAtUpToItsLimitAndStaysBeyond() {
        String padded = "purchase" + " ".repeat(56);

        assertThat(track(padded)).isEqualTo("Order Completed");
        assertThat(track(padded + " ")).isEqualTo(padded + " ");
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void otherCallsAreNamedByTheirType(EventType type) {
        assertThat(CanonicalName.of(type, null)).isEqualTo(type.tag());
        if (type != EventType.TRACK) {
            assertThat(CanonicalName.of(type, "purchase")).isEqualTo(type.tag());
        }
    }

    private static String track(String name) {
        return CanonicalName.of(EventType.TRACK, name);
    }
}
