package io.ecompulse.lake;

import io.ecompulse.event.Event;
import io.ecompulse.event.JsonFields.Name;
import java.util.List;
import java.util.stream.Stream;

/** The declaration of {@code events}: one row per event. Append columns at the end and raise the version; never move one. */
public final class EventsTable extends Declaration<EventRow> {
    static final int VERSION = 4;

    private static final Name QUERY = new Name("query");
    private static final Name SEARCH_TERM = new Name("search_term");
    private static final int URL = 8192;

    static final List<Field<EventRow>> FIELDS = new EventsTable().fields();

    public static final Table TABLE = new Table(
            "events",
            VERSION,
            "One row per event, from the journal's events topic.",
            List.of("source_id", "event_id"),
            Field.columns(FIELDS));

    private EventsTable() {}

    @Override
    List<Field<EventRow>> fields() {
        return Stream.of(
                        identity(),
                        times(),
                        client(),
                        commerce(),
                        whole(),
                        lineage(),
                        version2(),
                        new EventsVersion3().fields(),
                        version4())
                .flatMap(List::stream)
                .toList();
    }

    private List<Field<EventRow>> identity() {
        return List.of(
                text(
                                "event_id",
                                ID,
                                "Identity of the event within its source: messageId, or, of a conflict,"
                                        + " messageId~fingerprint",
                                "01J9Z…",
                                EventRow::id)
                        .notNull()
                        .mostlyDistinct()
                        .digestedOverLimit(),
                text(
                                "source_id",
                                128,
                                "The source that sent it",
                                "webshop",
                                row -> utf8(row.event().source()))
                        .notNull(),
                text(
                                "event_type",
                                16,
                                "track, page, screen, identify, group or alias",
                                "track",
                                row -> row.event().type().utf8())
                        .notNull(),
                text(
                        "event_name",
                        NAME,
                        "Canonical name of a track call; the type of the others",
                        "Order Completed",
                        row -> utf8(row.event().name())),
                scalar(
                        "original_name",
                        NAME,
                        "The name as the client wrote it",
                        "purchase",
                        row -> row.event().originalName()),
                scalar(
                                "anonymous_id",
                                ID,
                                "The visitor before and after login",
                                "anon-7",
                                row -> row.field(Event.ANONYMOUS_ID))
                        .mostlyDistinct(),
                scalar("user_id", ID, "The visitor once known", "user-42", row -> row.field(Event.USER_ID)),
                scalar(
                        "session_id",
                        ID,
                        "The session as the client names it",
                        "1732377600",
                        row -> row.event().sessionId()));
    }

    private List<Field<EventRow>> times() {
        return List.of(
                timestamp(
                                "event_ts",
                                "When it happened, corrected where the client's clock is surely wrong",
                                row -> row.event().times().timestamp())
                        .notNull(),
                timestamp(
                        "original_ts",
                        "When it happened, as the client said",
                        row -> row.event().times().original()),
                timestamp(
                        "sent_ts",
                        "When the client sent it, as it said",
                        row -> row.event().times().sent()),
                timestamp(
                                "received_ts",
                                "When the edge took it; decides the file's folder",
                                row -> row.event().times().received())
                        .notNull());
    }

    private List<Field<EventRow>> client() {
        return List.of(
                text(
                        "protocol",
                        32,
                        "How it came in",
                        "segment",
                        row -> utf8(row.event().protocol())),
                scalar("group_id", ID, "The group, of group calls", "team-1", row -> row.field(Event.GROUP_ID)),
                scalar(
                                "previous_id",
                                ID,
                                "The former id, of alias calls",
                                "anon-7",
                                row -> row.field(Event.PREVIOUS_ID))
                        .rejectedOverLimit(),
                scalar("page_url", URL, "Address of the page", "https://shop.example/p/1?utm_source=x", page("url")),
                scalar("page_path", 4096, "Its path", "/p/1", page("path")),
                scalar("page_title", NAME, "Its title", "Green tea", page("title")),
                scalar(
                        "page_referrer",
                        URL,
                        "Where the visitor came from",
                        "https://search.example/",
                        page("referrer")),
                scalar("page_search", 4096, "Its query", "?utm_source=x", page("search")),
                scalar("utm_source", NAME, "Campaign: source", "newsletter", campaign("source")),
                scalar("utm_medium", NAME, "Campaign: medium", "email", campaign("medium")),
                scalar("utm_campaign", NAME, "Campaign: name", "black-friday", campaign("name")),
                scalar("utm_term", NAME, "Campaign: term", "tea", campaign("term")),
                scalar("utm_content", NAME, "Campaign: content", "footer", campaign("content")),
                scalar("user_agent", 1024, "The client's user agent", "Mozilla/5.0 …", EventRow::userAgent),
                scalar(
                        "ip",
                        64,
                        "The client's address, as far as the source's policy keeps it",
                        "203.0.113.0",
                        row -> row.event().ip()),
                scalar("locale", 64, "The client's locale", "de-DE", context("locale")),
                scalar("timezone", 64, "The client's time zone", "Europe/Berlin", context("timezone")),
                scalar("library_name", 128, "The sending library", "analytics.js", library("name")),
                scalar("library_version", 64, "Its version", "2.1.0", library("version")));
    }

    private List<Field<EventRow>> commerce() {
        return List.of(
                text("currency", 3, "ISO 4217 code of all amounts of the row", "EUR", EventRow::currency),
                scalar("order_id", ID, "The order", "order-1001", EventRow::orderId),
                scalar("checkout_id", ID, "The checkout", "checkout-7", property("checkout_id")),
                bigint(
                        "revenue_minor",
                        "Revenue in minor units; of an order and a refund, what the live totals count",
                        "1234",
                        EventRow::revenueMinor),
                bigint("total_minor", "Total in minor units", "1500", amount("total")),
                bigint("tax_minor", "Tax in minor units", "200", amount("tax")),
                bigint("shipping_minor", "Shipping in minor units", "499", amount("shipping")),
                bigint("discount_minor", "Discount in minor units", "100", amount("discount")),
                bigint("value_minor", "Value in minor units, as GA4 sends it", "1234", amount("value")),
                scalar(
                        "product_id",
                        ID,
                        "The product, when the event is about one",
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
                scalar("category", NAME, "Category of the product or of the list", "tea/green", EventRow::category),
                scalar("brand", NAME, "Its brand", "Leaf", row -> row.product().brand()),
                bigint(
                        "price_minor",
                        "Its price in minor units",
                        "617",
                        row -> row.product().priceMinor()),
                bigint(
                        "quantity",
                        "Whole units of it",
                        "2",
                        row -> row.product().quantity()),
                scalar("coupon", NAME, "The coupon", "TEA10", property("coupon")),
                scalar("query", NAME, "What was searched for", "tea", row -> row.property(QUERY, SEARCH_TERM)));
    }

    private List<Field<EventRow>> whole() {
        return List.of(
                json(
                        "properties",
                        "All properties, as the client wrote them",
                        "{\"plan\":\"pro\"}",
                        row -> row.field(Event.PROPERTIES)),
                json(
                        "traits",
                        "All traits, of identify and group calls",
                        "{\"email\":…}",
                        row -> row.field(Event.TRAITS)),
                json("context", "The whole context", "{\"page\":{…}}", row -> row.field(Event.CONTEXT)),
                overflowed());
    }

    private List<Field<EventRow>> lineage() {
        return List.of(
                text("kafka_topic", 255, "The journal topic it was read from", "ecompulse.events", EventRow::topic)
                        .notNull(),
                bigint("kafka_partition", "Its partition", "3", EventRow::partition)
                        .notNull(),
                bigint("kafka_offset", "Its offset there", "123456", EventRow::offset)
                        .notNull()
                        .mostlyDistinct());
    }

    private List<Field<EventRow>> version2() {
        return List.of(text(
                        "conflict_of",
                        ID,
                        "The id that the client gave, where an earlier event of other content had it; null otherwise",
                        "01J9Z…",
                        EventRow::conflictOf)
                .digestedOverLimit()
                .since(2));
    }

    private List<Field<EventRow>> version4() {
        return List.of(text(
                        "country",
                        2,
                        "Where the client's address is, ISO 3166-1; null where the edge has no database or may not"
                                + " keep it",
                        "DE",
                        row -> Visit.utf8(row.event().country()))
                .since(4));
    }

    private static Extract.Scalar<EventRow> page(String name) {
        Name encoded = new Name(name);
        return row -> row.page(encoded);
    }

    private static Extract.Scalar<EventRow> campaign(String name) {
        Name encoded = new Name(name);
        return row -> row.campaign(encoded);
    }

    private static Extract.Scalar<EventRow> context(String name) {
        Name encoded = new Name(name);
        return row -> row.context(encoded);
    }

    private static Extract.Scalar<EventRow> library(String name) {
        Name encoded = new Name(name);
        return row -> row.library(encoded);
    }

    private static Extract.Scalar<EventRow> property(String name) {
        Name encoded = new Name(name);
        return row -> row.property(encoded);
    }

    private static Extract.Int64<EventRow> amount(String name) {
        Name encoded = new Name(name);
        return row -> row.amount(encoded);
    }
}
