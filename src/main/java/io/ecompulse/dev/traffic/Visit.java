package io.ecompulse.dev.traffic;

import io.ecompulse.dev.traffic.Draft.Kind;
import io.ecompulse.dev.traffic.Draft.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One visitor's stay, a state machine that draws its next move.
 *
 * <pre>
 *  ARRIVING ──> STROLLING ──> SHELF ──> PRODUCT ──> CART ──> checkout ──> GONE
 *                   └───────────┴──────────┴─────────┴──────────────────> GONE
 * </pre>
 */
final class Visit {
    private enum Place {
        ARRIVING,
        STROLLING,
        SHELF,
        PRODUCT,
        CART,
        GONE
    }

    private static final int SHELF_SHOWS = 3;
    private static final String[] SEARCHES = {
        "rain jacket", "tent 2 person", "merino", "hiking boots women", "stove", "headlamp", "climbing rope", "zelt"
    };

    private final Visitor visitor;
    private final Arrival arrival;
    private final String sessionId;
    private final Catalogue catalogue;
    private final RandomGenerator random;
    private final Cart cart;
    private final Deque<Draft> due = new ArrayDeque<>();
    private Place place = Place.ARRIVING;
    private String category;
    private Product inHand;
    private @Nullable Order ordered;

    Visit(Visitor visitor, Catalogue catalogue, RandomGenerator random) {
        this.visitor = visitor;
        this.catalogue = catalogue;
        this.random = random;
        this.arrival = Arrival.pick(random);
        this.sessionId = Codes.next(random);
        this.cart = new Cart(random);
        this.category = catalogue.category(random);
        this.inHand = fromShelf();
    }

    Visitor visitor() {
        return visitor;
    }

    Arrival arrival() {
        return arrival;
    }

    String sessionId() {
        return sessionId;
    }

    /** What this visit ended in when its "Order Completed" has been drawn, else null. */
    @Nullable
    Order ordered() {
        return ordered;
    }

    /** The next thing the visitor does; null when the visitor has left. */
    @Nullable
    Draft next() {
        while (due.isEmpty() && place != Place.GONE) {
            place = switch (place) {
                case ARRIVING -> arrive();
                case STROLLING -> stroll();
                case SHELF -> browse();
                case PRODUCT -> decide();
                case CART -> check();
                case GONE -> Place.GONE;
            };
        }
        return due.poll();
    }

    private Place arrive() {
        if (random.nextInt(3) == 0) {
            return show(fromShelf());
        }
        page(new Page("/", arrival.query(), "Pulse Outdoor"), "Home");
        return Place.STROLLING;
    }

    private Place stroll() {
        int dice = random.nextInt(100);
        if (dice < 12) {
            return Place.GONE;
        }
        if (dice < 40) {
            String query = SEARCHES[Catalogue.favourite(SEARCHES.length, random)];
            Page results = new Page("/search", "?q=" + query.replace(' ', '+'), "Search: " + query);
            page(results, "Search");
            track("Products Searched", new JsonObject().put("query", query), results);
        }
        return list(catalogue.category(random));
    }

    private Place browse() {
        int dice = random.nextInt(100);
        if (dice < 15) {
            return Place.GONE;
        }
        return dice < 30 ? list(catalogue.category(random)) : show(fromShelf());
    }

    private Place decide() {
        int dice = random.nextInt(100);
        if (dice < 30 && !cart.isFull()) {
            return add(dice < 5 ? 2 : 1);
        }
        if (dice < 60) {
            return show(fromShelf());
        }
        if (dice < 65) {
            track(
                    "Product Added to Wishlist",
                    inHand.in(visitor.market()).put("wishlist_id", "wish_" + sessionId),
                    pageOf(inHand));
            return Place.SHELF;
        }
        return dice < 78 ? list(catalogue.category(random)) : cart.isEmpty() ? Place.GONE : Place.CART;
    }

    private Place check() {
        int dice = random.nextInt(100);
        Page page = new Page("/cart", "", "Your cart");
        if (cart.isEmpty() || dice < 20) {
            return Place.GONE;
        }
        if (dice < 30) {
            Map.Entry<Product, Integer> line = cart.removeLast();
            track(
                    "Product Removed",
                    Cart.line(line.getKey(), line.getValue(), visitor.market()).put("cart_id", cart.id()),
                    page);
            return Place.SHELF;
        }
        if (dice < 45) {
            return show(fromShelf());
        }
        track(
                "Cart Viewed",
                new JsonObject().put("cart_id", cart.id()).put("products", cart.products(visitor.market())),
                page);
        Checkout checkout = new Checkout(visitor, cart, random);
        due.addAll(checkout.drafts());
        if (due.stream().anyMatch(draft -> draft.name().equals("Order Completed"))) {
            ordered = checkout.order();
        }
        return Place.GONE;
    }

    private Place list(String wanted) {
        category = wanted;
        Market market = visitor.market();
        JsonArray products = new JsonArray();
        List<Product> shelf = catalogue.in(category);
        shelf.stream()
                .limit(SHELF_SHOWS)
                .forEach(product -> products.add(new JsonObject()
                        .put("product_id", product.in(market).getString("product_id"))
                        .put("sku", product.sku())
                        .put("name", product.name())
                        .put("position", products.size() + 1)));
        Page page = new Page("/c/" + category.toLowerCase(Locale.ROOT).replace(' ', '-'), "", category);
        page(page, "Category");
        track(
                "Product List Viewed",
                new JsonObject()
                        .put(
                                "list_id",
                                "list_" + category.toLowerCase(Locale.ROOT).replace(' ', '_'))
                        .put("category", category)
                        .put("products", products),
                page);
        return Place.SHELF;
    }

    private Place show(Product product) {
        inHand = product;
        Market market = visitor.market();
        JsonObject properties = product.in(market);
        properties.put("currency", market.currency()).put("value", properties.getValue("price"));
        page(pageOf(product), "Product");
        track("Product Viewed", properties, pageOf(product));
        return Place.PRODUCT;
    }

    private Place add(int quantity) {
        cart.add(inHand, quantity);
        Market market = visitor.market();
        track(
                "Product Added",
                Cart.line(inHand, quantity, market)
                        .put("currency", market.currency())
                        .put("cart_id", cart.id()),
                pageOf(inHand));
        return Place.CART;
    }

    private Product fromShelf() {
        List<Product> shelf = catalogue.in(category);
        return shelf.get(Catalogue.favourite(shelf.size(), random));
    }

    private static Page pageOf(Product product) {
        return new Page(product.path(), "", product.name());
    }

    private void page(Page page, String name) {
        due.add(new Draft(Kind.PAGE, name, new JsonObject(), page));
    }

    private void track(String name, JsonObject properties, Page page) {
        due.add(new Draft(Kind.TRACK, name, properties, page));
    }
}
