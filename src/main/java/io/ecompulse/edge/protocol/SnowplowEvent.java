package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.RejectReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One Snowplow event as a tracking event: its fields are a flat dictionary of texts, of which some hold JSON. Fields without a word
 * in the tracking spec, and the entities as they came, stand under {@code context.snowplow}.
 *
 * @param anonymous the client asked with SP-Anonymous that neither address nor network id be kept
 */
record SnowplowEvent(EventJudge judge, Map<String, String> fields, boolean anonymous) {
    private static final Name DATA = new Name("data");
    private static final Name SCHEMA = new Name("schema");
    private static final List<String> STRUCTURED = List.of("category", "action", "label", "property", "value");
    /** Said in the tracking spec's words, or decoded. */
    private static final Set<String> SPOKEN = Set.of(
            "e", "eid", "uid", "duid", "sid", "dtm", "stm", "ttm", "url", "page", "refr", "ua", "lang", "tz", "tv",
            "ip", "ue_pr", "ue_px", "co", "cx", "aid", "se_ca", "se_ac", "se_la", "se_pr", "se_va");

    /** Writes it; answers why it cannot be read, or null. */
    @Nullable
    Refusal write(EventText event, Identities ids) {
        JsonFields selfDescribing = decoded("ue_pr", "ue_px");
        JsonFields entities = decoded("co", "cx");
        if (selfDescribing == null && (has("ue_pr") || has("ue_px"))) {
            return new Refusal(RejectReason.MALFORMED, "ue_pr or ue_px holds no JSON object");
        }
        if (entities == null && (has("co") || has("cx"))) {
            return new Refusal(RejectReason.MALFORMED, "co or cx holds no JSON object");
        }
        String id = has("eid") ? fields.get("eid") : ids.newId();
        event.text("messageId", id);
        call(event, selfDescribing, new SnowplowEntities(entities == null ? null : entities.get(DATA)));
        visitor(event, ids.givesVisitors() ? null : id);
        times(event);
        context(event.object("context"), entities);
        return null;
    }

    private void call(EventText event, @Nullable JsonFields selfDescribing, SnowplowEntities entities) {
        String kind = fields.getOrDefault("e", "");
        switch (kind) {
            case "pv" -> {
                event.text("type", "page").text("name", fields.get("page"));
                page(event.object("properties")).close();
            }
            case "pp" -> {
                event.text("type", "track").text("event", "Page Ping");
                page(event.object("properties")).close();
            }
            case "se" -> structured(event);
            case "ue" -> selfDescribing(event, selfDescribing, entities);
            case "tr", "ti" -> SnowplowEntities.legacy(event.text("type", "track"), kind, fields);
            default -> event.text("type", "snowplow:" + kind);
        }
    }

    private EventText page(EventText properties) {
        return properties
                .text("url", fields.get("url"))
                .text("title", fields.get("page"))
                .text("referrer", fields.get("refr"));
    }

    private void structured(EventText event) {
        event.text("type", "track").text("event", fields.get("se_ac")).object("properties");
        for (String name : STRUCTURED) {
            event.amount(name, fields.get("se_" + name.substring(0, 2)));
        }
        event.close();
    }

    /** {@code {"schema":"…unstruct_event…","data":{"schema":"iglu:vendor/name/jsonschema/1-0-0","data":{…}}}}. */
    private static void selfDescribing(EventText event, @Nullable JsonFields outer, SnowplowEntities entities) {
        JsonFields inner = outer == null ? null : outer.object(DATA);
        String schema = inner == null ? null : inner.text(SCHEMA);
        JsonValue data = inner == null ? null : inner.get(DATA);
        event.text("type", "track");
        String name = schemaName(schema);
        JsonFields members = data == null ? null : data.fields();
        event.text(
                "event", name.equals("snowplow_ecommerce_action") ? SnowplowEntities.action(members, entities) : name);
        event.object("properties");
        for (int i = 0; members != null && i < members.size(); i++) {
            event.copyMember(members.member(i));
        }
        entities.into(event, members);
        event.text("schema", schema).close();
    }

    /** {@code name} of {@code iglu:vendor/name/format/version}; empty when it is none. */
    static String schemaName(@Nullable String schema) {
        String[] parts = schema == null ? new String[0] : schema.split("/", 4);
        return parts.length < 3 ? "" : parts[1];
    }

    /**
     * Trackers that keep no visitor still tell sessions apart, or nothing: then every event has a visitor of its own.
     *
     * @param id the event's, null where it will be given a visitor
     */
    private void visitor(EventText event, @Nullable String id) {
        String network = anonymous ? null : fields.get("nuid");
        boolean known = has("uid");
        String visitor = first(first(fields.get("duid"), network), fields.get("sid"));
        event.text("anonymousId", visitor == null && !known ? id : visitor).text("userId", fields.get("uid"));
    }

    /** A true time needs no correction, so it comes without the time of sending. */
    private void times(EventText event) {
        String trueTime = iso(fields.get("ttm"));
        if (trueTime == null) {
            event.text("originalTimestamp", iso(fields.get("dtm"))).text("sentAt", iso(fields.get("stm")));
        } else {
            event.text("originalTimestamp", trueTime);
        }
    }

    private void context(EventText context, @Nullable JsonFields entities) {
        // The trackers write stm anew for every attempt, which is what this name says to whoever corrects clocks.
        context.object("library")
                .text("name", "Snowplow")
                .text("version", fields.get("tv"))
                .close();
        PageAddress.of(fields.get("url")).into(context, fields.get("page"), fields.get("refr"));
        context.text("sessionId", fields.get("sid"))
                .text("userAgent", fields.get("ua"))
                .text("locale", fields.get("lang"))
                .text("timezone", fields.get("tz"))
                .text("ip", anonymous ? null : fields.get("ip"));
        context.object("snowplow");
        fields.forEach((name, value) -> {
            if (!SPOKEN.contains(name) && !(anonymous && name.equals("nuid"))) {
                context.text(name, value);
            }
        });
        if (has("ttm")) {
            context.text("dtm", fields.get("dtm")).text("stm", fields.get("stm"));
        }
        context.copy("contexts", entities == null ? null : entities.get(DATA))
                .close()
                .close();
    }

    /** The JSON object that a field holds as text, or another in base64; null when neither does. */
    private @Nullable JsonFields decoded(String plain, String base64) {
        String text = has(plain) ? fields.get(plain) : fields.get(base64);
        if (text == null || text.isEmpty()) {
            return null;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] json = has(plain) ? utf8 : Base64Text.decoded(utf8);
        JsonValue value = json == null ? null : Bodies.trimmed(json);
        return value == null || judge.fault(value) != null ? null : value.fields();
    }

    private boolean has(String name) {
        String value = fields.get(name);
        return value != null && !value.isEmpty();
    }

    private static @Nullable String iso(@Nullable String millis) {
        return millis != null && millis.matches("[0-9]{12,13}")
                ? Instant.ofEpochMilli(Long.parseLong(millis)).toString()
                : null;
    }

    private static @Nullable String first(@Nullable String wanted, @Nullable String otherwise) {
        return wanted == null || wanted.isEmpty() ? otherwise : wanted;
    }
}
