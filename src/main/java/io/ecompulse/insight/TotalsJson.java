package io.ecompulse.insight;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ecompulse.aggregate.Counts;
import io.ecompulse.aggregate.RecentEvent;
import io.ecompulse.aggregate.TimeRange;
import io.ecompulse.event.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Totals as the query API writes them. Money is text in major units, so that no reader's floating point touches it. */
final class TotalsJson {
    private TotalsJson() {}

    static ObjectNode of(Counts counts, Optional<TimeRange> range, Instant asOf) {
        ObjectNode totals = object();
        totals.put(
                "from",
                range.map(time -> Instant.ofEpochMilli(time.from()).toString()).orElse(null));
        totals.put(
                "to",
                range.map(time -> Instant.ofEpochMilli(time.to()).toString()).orElse(null));
        totals.put("asOf", asOf.toString());
        ObjectNode events = totals.putObject("events").put("total", counts.events());
        counts.byType().forEach(events.putObject("byType")::put);
        counts.byName().forEach(events.putObject("byName")::put);
        totals.put("visitors", counts.visitors())
                .put("sessions", counts.sessions())
                .put("orders", counts.orders())
                .put("units", counts.units());
        totals.set("revenue", money(counts.revenue()));
        totals.set("refunds", money(counts.refunds()));
        totals.put("duplicates", counts.duplicates())
                .put("unreadable", counts.unreadable())
                .put("partial", counts.partial());
        return totals;
    }

    static ArrayNode events(List<RecentEvent> recent) {
        ArrayNode events = JsonNodeFactory.instance.arrayNode();
        for (RecentEvent event : recent) {
            events.addObject()
                    .put("receivedAt", event.receivedAt())
                    .put("type", event.type())
                    .put("name", event.name())
                    .put("source", event.source())
                    .put("id", event.id());
        }
        return events;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode money(Map<String, Long> minorByCurrency) {
        ObjectNode money = object();
        minorByCurrency.forEach((currency, minor) -> money.put(currency, Money.major(currency, minor)));
        return money;
    }
}
