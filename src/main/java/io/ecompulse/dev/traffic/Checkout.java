package io.ecompulse.dev.traffic;

import io.ecompulse.dev.traffic.Draft.Kind;
import io.ecompulse.dev.traffic.Draft.Page;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The way from a full cart to the thank-you page; many visitors turn round somewhere on it. */
final class Checkout {
    private static final Page PAGE = new Page("/checkout", "", "Checkout");
    private static final Page THANKS = new Page("/checkout/thanks", "", "Thank you");
    private static final String[] SHIPPING = {"standard", "express", "pickup"};
    private static final String[] PAYMENT = {"card", "paypal", "invoice", "apple_pay"};
    private static final double GIVES_UP = 0.06;
    private static final double SIGNS_IN = 0.7;

    private final Visitor visitor;
    private final RandomGenerator random;
    private final String id;
    private final Order order;

    Checkout(Visitor visitor, Cart cart, RandomGenerator random) {
        this.visitor = visitor;
        this.random = random;
        this.id = "chk_" + Codes.next(random);
        this.order = Order.of(cart, visitor.market(), random);
    }

    /** Everything this visitor will do in the checkout, cut off where patience ends. */
    List<Draft> drafts() {
        List<Draft> way = new ArrayList<>();
        way.add(track("Checkout Started", order.started(), PAGE));
        if (visitor.userId() == null && random.nextDouble() < SIGNS_IN) {
            way.add(new Draft(Kind.IDENTIFY, "Sign-in", visitor.traits(), PAGE));
        }
        String shipping = SHIPPING[random.nextInt(SHIPPING.length)];
        String payment = PAYMENT[random.nextInt(PAYMENT.length)];
        way.add(track("Checkout Step Viewed", step(1), PAGE));
        way.add(track("Checkout Step Completed", step(1).put("shipping_method", shipping), PAGE));
        way.add(track("Checkout Step Viewed", step(2), PAGE));
        way.add(track(
                "Payment Info Entered", step(2).put("order_id", order.id()).put("payment_method", payment), PAGE));
        way.add(track("Checkout Step Completed", step(2).put("payment_method", payment), PAGE));
        way.add(track("Order Completed", order.completed(id), THANKS));
        way.add(new Draft(Kind.PAGE, "Thank you", new JsonObject(), THANKS));
        return way.subList(0, patience(way.size()));
    }

    /** The order when the drafts reach the end. */
    Order order() {
        return order;
    }

    private int patience(int steps) {
        for (int step = 1; step < steps - 1; step++) {
            if (random.nextDouble() < GIVES_UP) {
                return step;
            }
        }
        return steps;
    }

    private JsonObject step(int step) {
        return new JsonObject().put("checkout_id", id).put("step", step);
    }

    private static Draft track(String name, JsonObject properties, Page page) {
        return new Draft(Kind.TRACK, name, properties, page);
    }
}
