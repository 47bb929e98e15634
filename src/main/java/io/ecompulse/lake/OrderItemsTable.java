package io.ecompulse.lake;

import io.ecompulse.event.Event;
import io.ecompulse.event.JsonFields.Name;
import java.util.List;
import java.util.stream.Stream;

/** The declaration of {@code order_items}. Append columns at the end and raise the version; never move one. */
public final class OrderItemsTable extends Declaration<LineRow> {
    static final int VERSION = 1;
    static final List<Field<LineRow>> FIELDS = new OrderItemsTable().fields();

    public static final Table TABLE = new Table(
            "order_items",
            VERSION,
            "One row per product line of every track call that lists products: orders, carts, checkouts, refunds, lists.",
            List.of("source_id", "event_id", "line"),
            Field.columns(FIELDS));

    private OrderItemsTable() {}

    @Override
    List<Field<LineRow>> fields() {
        return Stream.of(keys(), product(), amounts(), whole(), lineage())
                .flatMap(List::stream)
                .toList();
    }

    private List<Field<LineRow>> keys() {
        return List.of(
                text(
                                "event_id",
                                ID,
                                "The event, as in events",
                                "01J9Z…",
                                row -> row.event().id())
                        .notNull()
                        .digestedOverLimit(),
                text(
                                "source_id",
                                128,
                                "The source that sent it",
                                "webshop",
                                row -> utf8(row.event().event().source()))
                        .notNull(),
                bigint("line", "Number of the line in its list, from 1", "1", LineRow::number)
                        .notNull(),
                text(
                        "event_name",
                        NAME,
                        "Canonical name of the event",
                        "Order Completed",
                        row -> utf8(row.event().event().name())),
                timestamp(
                                "event_ts",
                                "When it happened, as in events",
                                row -> row.event().event().times().timestamp())
                        .notNull(),
                timestamp(
                                "received_ts",
                                "When the edge took it",
                                row -> row.event().event().times().received())
                        .notNull(),
                scalar(
                        "order_id",
                        ID,
                        "The order",
                        "order-1001",
                        row -> row.event().orderId()),
                scalar("checkout_id", ID, "The checkout", "checkout-7", property("checkout_id")),
                scalar("cart_id", ID, "The cart", "cart-7", property("cart_id")),
                scalar(
                        "anonymous_id",
                        ID,
                        "The visitor before and after login",
                        "anon-7",
                        row -> row.event().field(Event.ANONYMOUS_ID)),
                scalar(
                        "user_id",
                        ID,
                        "The visitor once known",
                        "user-42",
                        row -> row.event().field(Event.USER_ID)),
                scalar(
                        "session_id",
                        ID,
                        "The session as the client names it",
                        "1732377600",
                        row -> row.event().event().sessionId()));
    }

    private List<Field<LineRow>> product() {
        return List.of(
                scalar(
                        "product_id",
                        ID,
                        "The product",
                        "p-1",
                        row -> row.product().id()),
                scalar(
                        "sku",
                        ID,
                        "Its stock keeping unit",
                        "TEA-100",
                        row -> row.product().sku()),
                scalar(
                        "product_name",
                        NAME,
                        "Its name",
                        "Green tea",
                        row -> row.product().name()),
                scalar("brand", NAME, "Its brand", "Leaf", row -> row.product().brand()),
                scalar(
                        "category",
                        NAME,
                        "Its category",
                        "tea/green",
                        row -> row.product().category()),
                scalar(
                        "variant",
                        NAME,
                        "Its variant",
                        "100 g",
                        row -> row.product().variant()),
                bigint(
                        "position",
                        "Its place in the list that was shown",
                        "3",
                        row -> row.product().position()));
    }

    private List<Field<LineRow>> amounts() {
        return List.of(
                bigint(
                        "quantity",
                        "Whole units of it",
                        "2",
                        row -> row.product().quantity()),
                text(
                        "currency",
                        3,
                        "ISO 4217 code of the row's amounts",
                        "EUR",
                        row -> row.event().currency()),
                bigint(
                        "price_minor",
                        "Price of one in minor units",
                        "617",
                        row -> row.product().priceMinor()),
                bigint(
                        "discount_minor",
                        "Discount of the line in minor units",
                        "100",
                        row -> row.product().discountMinor()),
                bigint(
                        "revenue_minor",
                        "Price times quantity in minor units; a line without a quantity has one",
                        "1234",
                        row -> row.product().revenueMinor()),
                scalar(
                        "coupon",
                        NAME,
                        "The coupon of the line",
                        "TEA10",
                        row -> row.product().coupon()));
    }

    private List<Field<LineRow>> whole() {
        return List.of(
                json("item", "The whole line, as the client wrote it", "{\"sku\":\"TEA-100\"}", LineRow::line),
                overflowed(),
                conflicts());
    }

    private List<Field<LineRow>> lineage() {
        return List.of(
                bigint("table_version", "Version of this table that the program wrote", "1", row -> (long) VERSION)
                        .notNull(),
                text(
                                "kafka_topic",
                                255,
                                "The journal topic the event was read from",
                                "ecompulse.events",
                                row -> row.event().topic())
                        .notNull(),
                bigint(
                                "kafka_partition",
                                "Its partition",
                                "3",
                                row -> row.event().partition())
                        .notNull(),
                bigint(
                                "kafka_offset",
                                "Its offset there",
                                "123456",
                                row -> row.event().offset())
                        .notNull());
    }

    private static Extract.Scalar<LineRow> property(String name) {
        Name encoded = new Name(name);
        return row -> row.event().property(encoded);
    }
}
