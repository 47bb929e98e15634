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
    private final Map<String, Map<String, Long>> buckets = new HashMap<>();
    private final Map<String, Set<String>> visitors = new HashMap<>();
    private final Map<String, Set<String>> sessions = new HashMap<>();
    private final Set<String> orders = new HashSet<>();

    enum Kind {
        VIEW,
        PAGE,
        ORDER,
        REFUND,
        DUPLICATE,
        UNREADABLE
    }

    /**
     * @param order 0: without an id
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
                    .record(offset);
        }

        private String json(Instant own) {
            String common = ",\"timestamp\":\"" + own + "\",\"context\":{\"sessionId\":\"s" + visitor + "\"}";
            String money = "\"currency\":\"" + currency + "\",\"total\":" + Money.major(currency, minor);
            String id = order == 0 ? "" : ",\"order_id\":\"o" + order + "\"";
            return switch (kind) {
                case VIEW -> "{\"type\":\"track\",\"event\":\"Viewed Product\"" + common + "}";
                case PAGE -> "{\"type\":\"page\"" + common + "}";
                case ORDER, DUPLICATE ->
                    "{\"type\":\"track\",\"event\":\"Order Completed\"" + common + ",\"properties\":{" + money + id
                            + ",\"products\":[{\"quantity\":" + order + "}]}}";
                case REFUND ->
                    "{\"type\":\"track\",\"event\":\"refund\"" + common + ",\"properties\":{" + money + id + "}}";
                case UNREADABLE -> "{\"type\":\"none\"}";
            };
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

    /** Fields by bucket: {@code source}, or {@code source/GRAIN/start}. */
    Map<String, Map<String, Long>> buckets() {
        return buckets;
    }

    Map<String, Set<String>> visitors() {
        return visitors;
    }

    Map<String, Set<String>> sessions() {
        return sessions;
    }

    private void count(Sent sent, AggregateConfig config) {
        long arrived = NOON.plus(sent.arrival()).toEpochMilli();
        switch (sent.kind()) {
            case DUPLICATE -> add(sent, arrived, "duplicates", 1);
            case UNREADABLE -> add(sent, arrived, "unreadable", 1);
            default -> countEvent(sent, arrived, config);
        }
    }

    private void countEvent(Sent sent, long arrived, AggregateConfig config) {
        boolean own = sent.age().compareTo(config.retention().minute()) <= 0;
        long at = own ? arrived - sent.age().toMillis() : arrived;
        add(sent, at, "events", 1);
        for (String bucket : names(sent, at)) {
            visitors.computeIfAbsent(bucket, k -> new HashSet<>()).add("v" + sent.visitor());
            sessions.computeIfAbsent(bucket, k -> new HashSet<>()).add("s" + sent.visitor());
        }
        switch (sent.kind()) {
            case PAGE -> {
                add(sent, at, "type:page", 1);
                add(sent, at, "name:page", 1);
            }
            case VIEW -> {
                add(sent, at, "type:track", 1);
                add(sent, at, "name:Product Viewed", 1);
            }
            case REFUND -> {
                add(sent, at, "type:track", 1);
                add(sent, at, "name:Order Refunded", 1);
                add(sent, at, "refund:" + sent.currency(), sent.minor());
            }
            default -> {
                add(sent, at, "type:track", 1);
                add(sent, at, "name:Order Completed", 1);
                if (sent.order() == 0 || orders.add(sent.source() + sent.order())) {
                    add(sent, at, "orders", 1);
                    add(sent, at, "units", sent.order());
                    add(sent, at, "revenue:" + sent.currency(), sent.minor());
                }
            }
        }
    }

    private void add(Sent sent, long at, String field, long amount) {
        for (String bucket : names(sent, at)) {
            buckets.computeIfAbsent(bucket, k -> new TreeMap<>()).merge(field, amount, Long::sum);
        }
    }

    private static List<String> names(Sent sent, long at) {
        List<String> names = new ArrayList<>(List.of(sent.source()));
        for (Grain grain : Grain.values()) {
            names.add(sent.source() + "/" + grain + "/" + grain.floor(at));
        }
        return names;
    }
}
