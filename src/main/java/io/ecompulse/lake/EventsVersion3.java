package io.ecompulse.lake;

import io.ecompulse.event.JsonFields.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What version 3 appended to {@code events}. */
final class EventsVersion3 extends Declaration<EventRow> {
    private static final int VERSION = 3;

    @Override
    List<Field<EventRow>> fields() {
        return Stream.of(client(), referrer(), commerce(), lineage())
                .flatMap(List::stream)
                .map(field -> field.since(VERSION))
                .toList();
    }

    private List<Field<EventRow>> client() {
        return List.of(
                text(
                        "platform",
                        16,
                        "web, ios, android or server",
                        "web",
                        row -> row.visit().platform()),
                text(
                        "device_class",
                        16,
                        "desktop, mobile, tablet, tv, console or server, from the user agent",
                        "mobile",
                        row -> row.visit().deviceClass()),
                text(
                        "os_name",
                        32,
                        "Operating system, from the user agent",
                        "iOS",
                        row -> Visit.utf8(row.visit().agent().os())),
                text(
                        "os_version",
                        32,
                        "Its version; Windows 11 calls itself 10",
                        "17.4",
                        row -> Visit.utf8(row.visit().agent().osVersion())),
                text(
                        "browser",
                        64,
                        "Browser, or the app whose browser it is, from the user agent",
                        "Safari",
                        row -> Visit.utf8(row.visit().agent().browser())),
                text(
                        "browser_version",
                        32,
                        "Its version",
                        "17.4",
                        row -> Visit.utf8(row.visit().agent().browserVersion())),
                scalar("app_name", NAME, "The app, of mobile clients", "Shop", app("name")),
                scalar("app_version", 64, "Its version", "5.1.0", app("version")),
                scalar(
                        "privacy",
                        32,
                        "What the source's policy took away before the journal; null for nothing",
                        "strip_ids",
                        row -> row.event().privacy()),
                scalar(
                        "bot",
                        64,
                        "Why its user agent counts as no person's; null for a person's",
                        "crawler",
                        row -> row.event().bot()));
    }

    private List<Field<EventRow>> referrer() {
        List<Field<EventRow>> fields = new ArrayList<>();
        fields.add(text(
                "referrer_class",
                16,
                "search, social, email, campaign, internal, direct or other",
                "search",
                row -> row.visit().referrerClass()));
        fields.add(text(
                "referrer_source",
                NAME,
                "The campaign's source, else the site the visitor came from",
                "google",
                row -> row.visit().referrerSource()));
        for (ClickId id : ClickId.values()) {
            fields.add(text(
                            id.tag(),
                            ID,
                            "Click id of that name in the page's address",
                            "Cj0KCQiA…",
                            row -> row.visit().click(id))
                    .digestedOverLimit());
        }
        return fields;
    }

    private List<Field<EventRow>> commerce() {
        return List.of(
                scalar("cart_id", ID, "The cart", "cart-7", property("cart_id")),
                scalar("wishlist_id", ID, "The wishlist", "w-7", property("wishlist_id")),
                scalar("list_id", ID, "The list of products", "hot-deals", property("list_id", "item_list_id")),
                scalar("promotion_id", ID, "The promotion", "promo-1", property("promotion_id")),
                scalar("coupon_id", ID, "The coupon, of coupon events", "TEA10", property("coupon_id")),
                scalar("affiliation", NAME, "Shop or partner of the order", "Berlin store", property("affiliation")),
                scalar("payment_method", 255, "How it is paid", "card", property("payment_method", "payment_type")),
                scalar(
                        "shipping_method",
                        255,
                        "How it is sent",
                        "express",
                        property("shipping_method", "shipping_tier")),
                scalar("checkout_step", 64, "Step of the checkout", "2", property("step")),
                scalar(
                        "variant",
                        NAME,
                        "Variant of the product",
                        "100 g",
                        row -> row.product().variant()),
                bigint(
                        "position",
                        "Its place in the list that was shown",
                        "3",
                        row -> row.product().position()),
                bigint("subtotal_minor", "Subtotal in minor units", "1134", amount("subtotal")));
    }

    private List<Field<EventRow>> lineage() {
        return List.of(
                conflicts(),
                bigint(
                        "table_version",
                        "Version of this table that the program wrote; null before version 3",
                        "4",
                        row -> (long) EventsTable.VERSION));
    }

    private static Extract.Scalar<EventRow> property(String name) {
        Name encoded = new Name(name);
        return row -> row.property(encoded);
    }

    private static Extract.Scalar<EventRow> property(String name, String other) {
        Name encoded = new Name(name);
        Name encodedOther = new Name(other);
        return row -> row.property(encoded, encodedOther);
    }

    private static Extract.Scalar<EventRow> app(String name) {
        Name encoded = new Name(name);
        return row -> row.app(encoded);
    }

    private static Extract.Int64<EventRow> amount(String name) {
        Name encoded = new Name(name);
        return row -> row.amount(encoded);
    }
}
