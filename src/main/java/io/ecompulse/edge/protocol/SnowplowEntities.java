package io.ecompulse.edge.protocol;

import io.ecompulse.event.Event;
import io.ecompulse.event.JsonElements;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Snowplow's commerce entities, said as properties of Segment's commerce events. */
final class SnowplowEntities {
    private static final Name DATA = new Name("data");
    private static final Name SCHEMA = new Name("schema");
    private static final Name STEP = new Name("step");
    private static final String COMMERCE = "iglu:com.snowplowanalytics.snowplow.ecommerce/";
    /** What the entity says, and the property that means it; the same word where none is given. */
    private static final Map<String, Map<String, String>> WORDS = Map.of(
            "product", Map.of("id", "product_id"),
            "cart", Map.of("total_value", "value"),
            "transaction",
                    Map.of("transaction_id", "order_id", "discount_amount", "discount", "discount_code", "coupon"),
            "refund", Map.of("transaction_id", "order_id", "refund_amount", "total"),
            "promotion", Map.of("id", "promotion_id", "slot", "position", "creative_id", "creative"),
            "checkout_step", Map.of("delivery_method", "shipping_method", "coupon_code", "coupon"));

    private static final Map<String, String> ORDER = Map.of(
            "tr_id",
            "order_id",
            "tr_af",
            "affiliation",
            "tr_tt",
            "total",
            "tr_tx",
            "tax",
            "tr_sh",
            "shipping",
            "tr_cu",
            "currency");
    private static final Map<String, String> ITEM = Map.of(
            "ti_id",
            "order_id",
            "ti_sk",
            "sku",
            "ti_nm",
            "name",
            "ti_ca",
            "category",
            "ti_pr",
            "price",
            "ti_qu",
            "quantity",
            "ti_cu",
            "currency");
    /** Snowplow's own basket events of old, beside the entities. */
    private static final Map<String, String> BASKET = Map.of("unitPrice", "price", "sku", "product_id");

    private record Entity(String name, JsonFields data) {}

    private final List<Entity> entities = new ArrayList<>();

    /** @param list of self-describing entities, which passed the JSON check; null when there is none */
    SnowplowEntities(@Nullable JsonValue list) {
        if (list == null || !list.isArray()) {
            return;
        }
        try {
            JsonElements elements = new JsonElements(list);
            for (JsonValue item = elements.next(); item != null; item = elements.next()) {
                add(item.fields());
            }
        } catch (MalformedJson impossible) {
            throw new IllegalStateException("the list was found sound before", impossible);
        }
    }

    private void add(@Nullable JsonFields entity) {
        String schema = entity == null ? null : entity.text(SCHEMA);
        JsonFields data = entity == null ? null : entity.object(DATA);
        if (schema != null && data != null && schema.startsWith(COMMERCE)) {
            entities.add(new Entity(SnowplowEvent.schemaName(schema), data));
        }
    }

    /** The name of a commerce action; the step that opens the checkout has a name of its own. */
    static @Nullable String action(@Nullable JsonFields action, SnowplowEntities entities) {
        String type = action == null ? null : action.text(Event.TYPE);
        boolean first = "checkout_step".equals(type)
                && entities.entities.stream()
                        .anyMatch(e -> e.name().equals("checkout_step")
                                && "1".equals(e.data().text(STEP)));
        return first ? "checkout_step_1" : type;
    }

    /** Writes the entities' words behind the event's own ones, and all products as {@code products}. */
    void into(EventText properties, @Nullable JsonFields own) {
        List<JsonFields> products = new ArrayList<>();
        for (Entity entity : entities) {
            if (entity.name().equals("product")) {
                products.add(entity.data());
            } else if (WORDS.containsKey(entity.name())) {
                say(properties, entity.data(), WORDS.getOrDefault(entity.name(), Map.of()));
            }
        }
        for (Map.Entry<String, String> word : BASKET.entrySet()) {
            properties.copy(word.getValue(), own == null ? null : own.get(word.getKey()));
        }
        Map<String, String> words = WORDS.getOrDefault("product", Map.of());
        boolean order = entities.stream()
                .anyMatch(e -> e.name().equals("transaction") || e.name().equals("refund"));
        if (products.size() == 1 && !order) {
            say(properties, products.get(0), words);
        }
        properties.list("products");
        products.forEach(product -> {
            properties.element();
            say(properties, product, words);
            properties.close();
        });
        properties.close();
    }

    private static void say(EventText properties, JsonFields entity, Map<String, String> words) {
        for (int i = 0; i < entity.size(); i++) {
            String name = new String(entity.name(i), StandardCharsets.UTF_8);
            properties.copy(words.getOrDefault(name, name), entity.value(i));
        }
    }

    /** The events {@code tr} and {@code ti}, an order and its lines sent one by one. */
    static void legacy(EventText event, String kind, Map<String, String> fields) {
        boolean order = kind.equals("tr");
        event.text("event", order ? "transaction" : "transaction_item").object("properties");
        Map<String, String> words = order ? ORDER : ITEM;
        fields.forEach((name, value) -> {
            String word = words.get(name);
            if (word != null && (name.endsWith("id") || name.endsWith("sk"))) {
                event.text(word, value);
            } else if (word != null) {
                event.amount(word, value);
            }
        });
        event.close();
    }
}
