package io.ecompulse.aggregate;

import io.ecompulse.event.CanonicalName;
import io.ecompulse.event.Commerce;
import io.ecompulse.event.EventType;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one event adds to a top list.
 *
 * @param name as the list shows it, at most {@link #NAME_LENGTH_MAX} characters
 */
record Interest(TopKind kind, String name, long count) {
    static final int NAME_LENGTH_MAX = 200;
    /** Product lines of one event that lists take in; units are counted over all. */
    static final int LINES_MAX = 100;

    private static final Name PRODUCT_ID = new Name("product_id");
    private static final Name ITEM_ID = new Name("item_id");
    private static final Name SKU = new Name("sku");
    private static final Name PRODUCT_NAME = new Name("name");
    private static final Name ITEM_NAME = new Name("item_name");
    private static final Name QUERY = new Name("query");
    private static final Name SEARCH_TERM = new Name("search_term");
    private static final Name PAGE = new Name("page");
    private static final Name PATH = new Name("path");
    private static final Name URL = new Name("url");
    private static final Name REFERRER = new Name("referrer");
    private static final Name CAMPAIGN = new Name("campaign");

    /** The interests of an event that is no order. */
    static List<Interest> of(
            EventType type, String name, @Nullable JsonFields properties, @Nullable JsonFields context) {
        if (type == EventType.PAGE) {
            return ofPage(properties, context);
        }
        if (properties == null || type != EventType.TRACK) {
            return List.of();
        }
        return switch (name) {
            case CanonicalName.PRODUCT_VIEWED -> ofProducts(TopKind.PRODUCTS_VIEWED, properties);
            case CanonicalName.PRODUCT_ADDED -> ofProducts(TopKind.PRODUCTS_ADDED, properties);
            case CanonicalName.PRODUCTS_SEARCHED -> ofSearch(properties);
            default -> List.of();
        };
    }

    /** The units that an order bought of each product. */
    static List<Interest> ofOrder(Commerce order) {
        List<Interest> bought = new ArrayList<>();
        order.eachLine((line, quantity) -> {
            String product = line == null ? null : product(line);
            if (product != null && quantity > 0 && bought.size() < LINES_MAX) {
                bought.add(new Interest(TopKind.PRODUCTS_BOUGHT, product, quantity));
            }
        });
        return bought;
    }

    /** Segment names the one product among the properties, GA4 lists it. */
    private static List<Interest> ofProducts(TopKind kind, JsonFields properties) {
        String own = first(properties, PRODUCT_ID, SKU);
        if (own != null) {
            return List.of(new Interest(kind, own, 1));
        }
        List<Interest> products = new ArrayList<>();
        new Commerce(properties).eachLine((line, quantity) -> {
            String product = line == null ? null : product(line);
            if (product != null && products.size() < LINES_MAX) {
                products.add(new Interest(kind, product, 1));
            }
        });
        String name = products.isEmpty() ? first(properties, PRODUCT_NAME) : null;
        return name == null ? products : List.of(new Interest(kind, name, 1));
    }

    private static @Nullable String product(JsonFields line) {
        return first(line, PRODUCT_ID, ITEM_ID, SKU, PRODUCT_NAME, ITEM_NAME);
    }

    private static List<Interest> ofSearch(JsonFields properties) {
        String words = first(properties, QUERY, SEARCH_TERM);
        return words == null
                ? List.of()
                : List.of(new Interest(TopKind.SEARCHES, words.strip().toLowerCase(Locale.ROOT), 1));
    }

    private static List<Interest> ofPage(@Nullable JsonFields properties, @Nullable JsonFields context) {
        JsonFields page = context == null ? null : context.object(PAGE);
        List<Interest> interests = new ArrayList<>();
        String url = either(properties, page, URL);
        String path = either(properties, page, PATH);
        String shown = path != null ? WebAddress.path(path) : WebAddress.pathOf(url);
        if (shown != null) {
            interests.add(new Interest(TopKind.PAGES, shown, 1));
        }
        String from = WebAddress.host(either(properties, page, REFERRER));
        if (from != null && !from.equals(WebAddress.host(url))) {
            interests.add(new Interest(TopKind.REFERRERS, from, 1));
        }
        JsonFields campaign = context == null ? null : context.object(CAMPAIGN);
        String name = campaign == null ? null : first(campaign, PRODUCT_NAME);
        if (name != null) {
            interests.add(new Interest(TopKind.CAMPAIGNS, name, 1));
        }
        return interests;
    }

    private static @Nullable String either(@Nullable JsonFields one, @Nullable JsonFields other, Name name) {
        String text = one == null ? null : first(one, name);
        return text != null || other == null ? text : first(other, name);
    }

    /** The first of these that is a text or number and not blank, cut. */
    private static @Nullable String first(JsonFields fields, Name... names) {
        for (Name name : names) {
            JsonValue value = fields.present(name);
            String text = value == null || value.isObject() || value.isArray() ? null : value.text();
            if (text != null && !text.isBlank()) {
                return Counted.cut(text, NAME_LENGTH_MAX);
            }
        }
        return null;
    }
}
