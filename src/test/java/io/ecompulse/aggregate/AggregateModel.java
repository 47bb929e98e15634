package io.ecompulse.aggregate;

import static io.ecompulse.aggregate.Shop.NOON;

import io.ecompulse.aggregate.Shop.Sale;
import io.ecompulse.event.Money;
import io.ecompulse.journal.JournalRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What numbers must be: the plainest possible count over what was sent, and nothing of how the stage counts. */
final class AggregateModel {
    private static final Duration SILENCE = Duration.ofMinutes(30);

    private final Map<String, Map<String, Long>> buckets = new HashMap<>();
    private final Map<String, Set<String>> visitors = new HashMap<>();
    private final Map<String, Set<String>> sessions = new HashMap<>();
    private final Map<String, Map<FunnelStep, Set<String>>> funnels = new HashMap<>();
    private final Map<String, Map<TopKind, Map<String, Long>>> tops = new HashMap<>();
    private final Set<String> orders = new HashSet<>();
    private final Map<String, Seen> seen = new HashMap<>();
    private long window;

    /** @param window in lengths of the silence, of the greatest arrival until then */
    private record Seen(String session, Instant last, long window) {}

    enum Kind {
        VIEW,
        ADD,
        CHECKOUT,
        SEARCH,
        PAGE,
        ORDER,
        REFUND,
        DUPLICATE,
        UNREADABLE
    }

    /**
     * @param order 0: without an id; also which product, page or search it is
     * @param age of the event when it arrived
     * @param arrival after noon
     */
    record Sent(
            Kind kind,
            String source,
            int visitor,
            int order,
            String currency,
            int minor,
            Duration age,
            Duration arrival) {
        JournalRecord record(long offset) {
            Instant at = NOON.plus(arrival);
            return Sale.of(json(at.minus(age)))
                    .in(source)
                    .by("v" + visitor)
                    .at(at)
                    .maybe(kind == Kind.DUPLICATE)
                    .byBot(bot())
                    .from(client().country())
                    .record(offset);
        }

        /** Some clients name sessions always, some never, some now and then. */
        boolean named() {
            return visitor < 4 || (visitor < 7 && order % 2 == 0);
        }

        ModelClient client() {
            return ModelClient.ALL.get(visitor % ModelClient.ALL.size());
        }

        boolean bot() {
            return visitor == 9;
        }

        /** Whose buckets it counts in; what is not read counts with the people. */
        String channel() {
            return bot() && kind != Kind.DUPLICATE && kind != Kind.UNREADABLE ? source + "~" : source;
        }

        private String json(Instant own) {
            String session = named() ? ",\"sessionId\":\"s" + visitor + "\"" : "";
            String common = ",\"timestamp\":\"" + own + "\",\"context\":{\"userAgent\":\"" + client().agent() + "\""
                    + session + "}";
            String money = "\"currency\":\"" + currency + "\",\"total\":" + Money.major(currency, minor);
            String id = order == 0 ? "" : ",\"order_id\":\"o" + order + "\"";
            return switch (kind) {
                case VIEW -> track("Viewed Product", common, "\"product_id\":" + order);
                case ADD -> track("add_to_cart", common, "\"items\":[{\"item_id\":\"" + order + "\"}]");
                case CHECKOUT -> track("Checkout Started", common, "");
                case SEARCH -> track("search", common, "\"search_term\":\" Shoe " + order + "\"");
                case PAGE -> "{\"type\":\"page\"" + common + ",\"properties\":{\"path\":\"/" + order + "?q=1\"}}";
                case ORDER, DUPLICATE ->
                    track(
                            "Order Completed",
                            common,
                            money + id + ",\"tax\":1,\"products\":[{\"sku\":\"a\",\"quantity\":" + order + "}]");
                case REFUND -> track("refund", common, money + id);
                case UNREADABLE -> "{\"type\":\"none\"}";
            };
        }

        private static String track(String name, String common, String properties) {
            return "{\"type\":\"track\",\"event\":\"" + name + "\"" + common + ",\"properties\":{" + properties + "}}";
        }
    }

    static AggregateModel of(List<Sent> sent, AggregateConfig config) {
        AggregateModel model = new AggregateModel();
        sent.forEach(event -> model.count(event, config));
        return model;
    }

    static List<JournalRecord> records(List<Sent> sent) {
        List<JournalRecord> records = new ArrayList<>();
        for (Sent event : sent) {
            records.add(event.record(records.size()));
        }
        return records;
    }

    /** Fields by bucket: {@code channel}, or {@code channel/GRAIN/start}. */
    Map<String, Map<String, Long>> buckets() {
        return buckets;
    }

    int visitors(String bucket) {
        return visitors.getOrDefault(bucket, Set.of()).size();
    }

    int sessions(String bucket) {
        return sessions.getOrDefault(bucket, Set.of()).size();
    }

    int funnel(String bucket, FunnelStep step) {
        return funnels.getOrDefault(bucket, Map.of())
                .getOrDefault(step, Set.of())
                .size();
    }

    Map<String, Long> top(String bucket, TopKind kind) {
        return tops.getOrDefault(bucket, Map.of()).getOrDefault(kind, Map.of());
    }

    private void count(Sent sent, AggregateConfig config) {
        Instant arrived = NOON.plus(sent.arrival());
        List<String> arrival = names(sent, arrived, Grain.MINUTE);
        add(arrival, "arrived", 1);
        switch (sent.kind()) {
            case DUPLICATE -> add(arrival, "duplicates", 1);
            case UNREADABLE -> add(arrival, "unreadable", 1);
            default -> {
                add(arrival, "stored", 1);
                countEvent(sent, arrived, config);
            }
        }
    }

    private void countEvent(Sent sent, Instant arrived, AggregateConfig config) {
        Instant at = arrived;
        Grain finest = Grain.MINUTE;
        for (Grain grain : List.of(Grain.DAY, Grain.HOUR, Grain.MINUTE)) {
            Instant own = arrived.minus(sent.age());
            if (grain.expiry(grain.floor(own.toEpochMilli()), config.retention()) > arrived.toEpochMilli()) {
                at = own;
                finest = grain;
            }
        }
        List<String> names = names(sent, at, finest);
        add(names, "events", 1);
        sent.client().fields().forEach(field -> add(names, field, 1));
        String session = session(sent, at, arrived);
        for (String bucket : names) {
            visitors.computeIfAbsent(bucket, k -> new HashSet<>()).add("v" + sent.visitor());
            sessions.computeIfAbsent(bucket, k -> new HashSet<>()).add(session);
        }
        String product = Integer.toString(sent.order());
        switch (sent.kind()) {
            case PAGE -> {
                add(names, "type:page", 1);
                add(names, "name:page", 1);
                top(names, TopKind.PAGES, "/" + product, 1);
            }
            case VIEW -> {
                track(names, "Product Viewed");
                add(names, "views", 1);
                step(names, FunnelStep.PRODUCT_VIEWED, sent);
                top(names, TopKind.PRODUCTS_VIEWED, product, 1);
            }
            case ADD -> {
                track(names, "Product Added");
                add(names, "adds", 1);
                step(names, FunnelStep.PRODUCT_ADDED, sent);
                top(names, TopKind.PRODUCTS_ADDED, product, 1);
            }
            case CHECKOUT -> {
                track(names, "Checkout Started");
                add(names, "checkouts", 1);
                step(names, FunnelStep.CHECKOUT_STARTED, sent);
            }
            case SEARCH -> {
                track(names, "Products Searched");
                top(names, TopKind.SEARCHES, "shoe " + product, 1);
            }
            case REFUND -> {
                track(names, "Order Refunded");
                add(names, "refund:" + sent.currency(), sent.minor());
            }
            default -> {
                track(names, "Order Completed");
                step(names, FunnelStep.ORDER_COMPLETED, sent);
                if (sent.order() == 0 || orders.add(sent.source() + sent.order())) {
                    countOrder(names, sent);
                }
            }
        }
    }

    private void countOrder(List<String> names, Sent sent) {
        add(names, "orders", 1);
        add(names, "units", sent.order());
        add(names, "revenue:" + sent.currency(), sent.minor());
        add(
                names,
                "tax:" + sent.currency(),
                sent.currency().equals("JPY") ? 1 : sent.currency().equals("KWD") ? 1_000 : 100);
        if (sent.order() > 0) {
            top(names, TopKind.PRODUCTS_BOUGHT, "a", sent.order());
        }
    }

    /** A visitor's session goes on until a silence; who was not seen for long by the journal's own time is a stranger. */
    private String session(Sent sent, Instant at, Instant arrived) {
        window = Math.max(window, arrived.getEpochSecond() / SILENCE.toSeconds());
        String visitor = sent.source() + "/v" + sent.visitor();
        Seen before = seen.get(visitor);
        boolean known = before != null && before.window() >= window - 1;
        String session = sent.source() + (sent.named() ? "/s" + sent.visitor() : "/v" + sent.visitor() + "@" + at);
        Instant second = Instant.ofEpochSecond(at.getEpochSecond());
        if (known && !sent.named() && !second.isAfter(before.last().plus(SILENCE))) {
            session = before.session();
        }
        boolean later = known && before.last().isAfter(second);
        seen.put(visitor, new Seen(session, later ? before.last() : second, window));
        return session;
    }

    private void track(List<String> names, String event) {
        add(names, "type:track", 1);
        add(names, "name:" + event, 1);
    }

    private void step(List<String> names, FunnelStep step, Sent sent) {
        names.forEach(bucket -> funnels.computeIfAbsent(bucket, k -> new HashMap<>())
                .computeIfAbsent(step, k -> new HashSet<>())
                .add("v" + sent.visitor()));
    }

    private void top(List<String> names, TopKind kind, String name, long count) {
        names.forEach(bucket -> tops.computeIfAbsent(bucket, k -> new HashMap<>())
                .computeIfAbsent(kind, k -> new TreeMap<>())
                .merge(name, count, Long::sum));
    }

    private void add(List<String> names, String field, long amount) {
        for (String bucket : names) {
            buckets.computeIfAbsent(bucket, k -> new TreeMap<>()).merge(field, amount, Long::sum);
        }
    }

    private static List<String> names(Sent sent, Instant at, Grain finest) {
        List<String> names = new ArrayList<>(List.of(sent.channel()));
        for (Grain grain : Grain.values()) {
            if (grain.compareTo(finest) >= 0) {
                names.add(sent.channel() + "/" + grain + "/" + grain.floor(at.toEpochMilli()));
            }
        }
        return names;
    }
}
