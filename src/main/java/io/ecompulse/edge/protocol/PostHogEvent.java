package io.ecompulse.edge.protocol;

import io.ecompulse.event.Event;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.Timestamps;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One PostHog event as a tracking event. Its properties stay whole under {@code properties}, but for the token; members that are
 * none of the tracking spec's stand under {@code context.posthog}.
 *
 * @param sentAt of its body, or null
 * @param receivedMillis what an event's {@code offset} counts back from where the body says no time
 */
record PostHogEvent(EventJudge judge, @Nullable String sentAt, long receivedMillis) implements Translation {
    private static final Name DISTINCT_ID = new Name("distinct_id");
    private static final Name TIMESTAMP = new Name("timestamp");
    private static final Name OFFSET = new Name("offset");
    private static final Name SET = new Name("$set");
    /** A year; an offset beyond that is a mistake. */
    private static final BigDecimal OFFSET_MAX = BigDecimal.valueOf(366L * 24 * 3600 * 1000);

    private static final Set<String> SPOKEN =
            Set.of("event", "properties", "uuid", "distinct_id", "timestamp", "offset", "api_key", "token");

    @Override
    public @Nullable Refusal translate(JsonValue original, EventText event, Identities ids) {
        RejectReason fault = judge.fault(original);
        JsonFields fields = fault == null ? original.fields() : null;
        if (fields == null) {
            return fault == null
                    ? new Refusal(RejectReason.MALFORMED, "the event is not a JSON object")
                    : SegmentProtocol.refusal(fault);
        }
        JsonFields properties = fields.object(Event.PROPERTIES);
        String name = fields.text(Event.EVENT);
        call(event, name == null ? "" : name, fields, properties);
        event.text("messageId", first(fields.text(new Name("uuid")), property(properties, "$insert_id")));
        time(event, fields);
        event.text("sentAt", sentAt == null || !isMillis(sentAt) ? sentAt : iso(Long.parseLong(sentAt)));
        properties(event, properties);
        context(event.object("context"), fields, properties);
        return null;
    }

    private static void call(EventText event, String name, JsonFields fields, @Nullable JsonFields properties) {
        String distinct = first(fields.text(DISTINCT_ID), properties == null ? null : properties.text(DISTINCT_ID));
        String device = property(properties, "$device_id");
        switch (name) {
            case "$identify" -> {
                event.text("type", "identify");
                identity(event, first(property(properties, "$anon_distinct_id"), device), distinct);
                JsonValue traits = fields.present(SET);
                event.copy("traits", traits == null && properties != null ? properties.get(SET) : traits);
            }
            case "$create_alias" -> {
                event.text("type", "alias").text("previousId", distinct);
                identity(event, device, first(property(properties, "alias"), distinct));
            }
            case "$groupidentify" -> {
                event.text("type", "group").text("groupId", property(properties, "$group_key"));
                identity(event, device, distinct);
                event.copy("traits", properties == null ? null : properties.get(new Name("$group_set")));
            }
            case "$pageview" -> {
                event.text("type", "page").text("name", property(properties, "title"));
                identity(event, device, distinct);
            }
            case "$screen" -> {
                event.text("type", "screen").text("name", property(properties, "$screen_name"));
                identity(event, device, distinct);
            }
            default -> {
                event.text("type", "track").text("event", name);
                identity(event, device, distinct);
            }
        }
    }

    /** A browser that knows no person yet uses its device as the distinct id. */
    private static void identity(EventText event, @Nullable String device, @Nullable String distinct) {
        event.text("anonymousId", device);
        event.text("userId", distinct == null || distinct.equals(device) ? null : distinct);
    }

    /** {@code timestamp}, else {@code offset}: milliseconds before the body was sent. */
    private void time(EventText event, JsonFields fields) {
        JsonValue timestamp = fields.present(TIMESTAMP);
        JsonValue offset = fields.present(OFFSET);
        BigDecimal millis = offset == null ? null : offset.decimal();
        if (timestamp != null) {
            event.copy("timestamp", timestamp);
        } else if (millis != null && millis.abs().compareTo(OFFSET_MAX) <= 0) {
            event.text("timestamp", iso(sentMillis() - millis.longValue()));
        }
    }

    private long sentMillis() {
        if (sentAt == null || isMillis(sentAt)) {
            return sentAt == null ? receivedMillis : Long.parseLong(sentAt);
        }
        byte[] quoted = ('"' + sentAt.replace("\\", "").replace("\"", "") + '"').getBytes(StandardCharsets.UTF_8);
        Long micros = Timestamps.micros(new JsonValue(quoted, 0, quoted.length));
        return micros == null ? receivedMillis : micros / 1000;
    }

    private static boolean isMillis(String text) {
        return text.matches("[0-9]{13}");
    }

    private static String iso(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static void properties(EventText event, @Nullable JsonFields properties) {
        event.object("properties");
        for (int i = 0; properties != null && i < properties.size(); i++) {
            if (!nameOf(properties, i).equals("token")) {
                event.copyMember(properties.member(i));
            }
        }
        event.close();
    }

    private static void context(EventText context, JsonFields fields, @Nullable JsonFields properties) {
        String library = property(properties, "$lib");
        context.object("library")
                .text("name", "web".equals(library) ? "posthog-js" : library)
                .text("version", property(properties, "$lib_version"))
                .close();
        PageAddress.of(property(properties, "$current_url"))
                .into(context, property(properties, "title"), property(properties, "$referrer"));
        context.text("sessionId", property(properties, "$session_id"))
                .text("userAgent", property(properties, "$raw_user_agent"))
                .text("locale", property(properties, "$browser_language"))
                .text("timezone", property(properties, "$timezone"));
        context.object("posthog");
        for (int i = 0; i < fields.size(); i++) {
            if (!SPOKEN.contains(nameOf(fields, i))) {
                context.copyMember(fields.member(i));
            }
        }
        context.close().close();
    }

    private static String nameOf(JsonFields object, int index) {
        return new String(object.name(index), StandardCharsets.UTF_8);
    }

    private static @Nullable String property(@Nullable JsonFields properties, String name) {
        JsonValue value = properties == null ? null : properties.get(name);
        String text = value == null ? null : value.text();
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable String first(@Nullable String wanted, @Nullable String otherwise) {
        return wanted == null || wanted.isEmpty() ? otherwise : wanted;
    }
}
