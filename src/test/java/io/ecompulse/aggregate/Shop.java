package io.ecompulse.aggregate;

import io.ecompulse.config.Settings;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.RecordKey;
import io.ecompulse.journal.Sighting;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes journal records as the edge would. */
final class Shop {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:30Z");

    private Shop() {}

    /** What a test says of one event; everything else is alike for all. */
    record Sale(
            String source,
            String visitor,
            String json,
            Instant receivedAt,
            boolean duplicate,
            boolean bot,
            @Nullable String country) {
        static Sale of(String json) {
            return new Sale("dev", "anna", json, NOON, false, false, null);
        }

        Sale by(String person) {
            return new Sale(source, person, json, receivedAt, duplicate, bot, country);
        }

        Sale at(Instant received) {
            return new Sale(source, visitor, json, received, duplicate, bot, country);
        }

        Sale in(String shop) {
            return new Sale(shop, visitor, json, receivedAt, duplicate, bot, country);
        }

        Sale again() {
            return maybe(true);
        }

        Sale maybe(boolean again) {
            return new Sale(source, visitor, json, receivedAt, again, bot, country);
        }

        Sale byBot(boolean isBot) {
            return new Sale(source, visitor, json, receivedAt, duplicate, isBot, country);
        }

        Sale from(@Nullable String land) {
            return new Sale(source, visitor, json, receivedAt, duplicate, bot, land);
        }

        JournalRecord record(long offset) {
            String value = "{\"v\":1,\"receivedAt\":\"" + receivedAt + "\",\"source\":\"" + source
                    + "\",\"protocol\":\"segment\",\"edge\":\"e1\"" + (bot ? ",\"bot\":\"crawler\"" : "")
                    + (country == null ? "" : ",\"country\":\"" + country + "\"")
                    + ",\"event\":" + json + "}";
            return new JournalRecord(
                    offset,
                    receivedAt.toEpochMilli(),
                    RecordKey.of(source, utf8(visitor)),
                    utf8("m" + offset),
                    utf8(value),
                    0,
                    duplicate ? Sighting.DUPLICATE : Sighting.FRESH);
        }
    }

    static Sale track(String name) {
        return Sale.of("{\"type\":\"track\",\"event\":\"" + name + "\"}");
    }

    static Sale track(String name, String properties) {
        return Sale.of("{\"type\":\"track\",\"event\":\"" + name + "\",\"properties\":{" + properties + "}}");
    }

    static Sale page() {
        return Sale.of("{\"type\":\"page\",\"name\":\"Home\"}");
    }

    static Sale order(String id, String currency, String revenue) {
        return track(
                "Order Completed",
                "\"order_id\":\"" + id + "\",\"currency\":\"" + currency + "\",\"revenue\":" + revenue
                        + ",\"products\":[{\"quantity\":2},{}]");
    }

    static Sale unreadable() {
        return Sale.of("{\"type\":\"surprise\"}");
    }

    static AggregateConfig config(String... settings) {
        Map<String, String> file = new HashMap<>();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            file.put(parts[0], parts[1]);
        }
        return AggregateConfig.from(new Settings(file, Map.of(), Map.of()));
    }

    /** What a test says to a fault in reading that must not be. */
    static void fails(JournalRecord record, Throwable fault) {
        throw new AssertionError("offset " + record.offset(), fault);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
