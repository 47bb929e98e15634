package io.ecompulse.dev.traffic;

import io.ecompulse.dev.traffic.Draft.Kind;
import io.ecompulse.dev.traffic.Draft.Page;
import io.ecompulse.event.Uuid7;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A shop's visitors: many visits at once, each moved one step at a time, whichever comes next by chance. The same seed and
 * clock give the same events. Not for several threads.
 */
public final class ShopTraffic {
    private static final int VISITS_AT_ONCE = 120;
    private static final int REMEMBERED_MAX = 500;
    private static final double COMES_BACK = 0.3;
    private static final double ASKS_FOR_REFUND = 0.001;
    private static final Page ORDERS = new Page("/account/orders", "", "Your orders");

    private final RandomGenerator random;
    private final InstantSource clock;
    private final Catalogue catalogue = new Catalogue();
    private final List<Visit> visits = new ArrayList<>();
    private final List<Visitor> known = new ArrayList<>();
    private final List<Purchase> purchases = new ArrayList<>();

    private record Purchase(Stay stay, Order order) {}

    public ShopTraffic(RandomGenerator random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
        for (int visit = 0; visit < VISITS_AT_ONCE; visit++) {
            visits.add(newVisit());
        }
    }

    /** One event as JSON text, in Segment's shape. */
    public String next() {
        return nextEvent().encode();
    }

    JsonObject nextEvent() {
        if (!purchases.isEmpty() && random.nextDouble() < ASKS_FOR_REFUND) {
            return refund(purchases.remove(random.nextInt(purchases.size())));
        }
        while (true) {
            int turn = random.nextInt(visits.size());
            Visit visit = visits.get(turn);
            Draft draft = visit.next();
            if (draft != null) {
                return done(draft, visit);
            }
            remember(known, visit.visitor());
            visits.set(turn, newVisit());
        }
    }

    private JsonObject done(Draft draft, Visit visit) {
        Stay stay = new Stay(visit.visitor(), visit.arrival(), visit.sessionId());
        if (draft.kind() == Kind.IDENTIFY) {
            visit.visitor().signIn();
        }
        Order order = visit.ordered();
        if (order != null && draft.name().equals("Order Completed")) {
            remember(purchases, new Purchase(stay, order));
        }
        return stamped(stay.event(draft));
    }

    private JsonObject refund(Purchase purchase) {
        Draft draft = new Draft(Kind.TRACK, "Order Refunded", purchase.order().refunded(), ORDERS);
        return stamped(purchase.stay().event(draft));
    }

    private JsonObject stamped(JsonObject event) {
        return event.put("messageId", Uuid7.next(clock.millis(), random).toString())
                .put("timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private Visit newVisit() {
        Visitor visitor = !known.isEmpty() && random.nextDouble() < COMES_BACK
                ? known.remove(random.nextInt(known.size()))
                : new Visitor(random);
        return new Visit(visitor, catalogue, random);
    }

    /** Keeps a bounded memory: once full, something old makes room by chance. */
    private <T> void remember(List<T> memory, T value) {
        if (memory.size() < REMEMBERED_MAX) {
            memory.add(value);
        } else {
            memory.set(random.nextInt(memory.size()), value);
        }
    }
}
