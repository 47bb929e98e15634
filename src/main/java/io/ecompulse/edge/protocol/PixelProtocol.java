package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Our image, for pages and mails without a script: one event, said in the query. {@code type} defaults to track where
 * {@code event} is given, else to page; the page is {@code url}, else the Referer; fields without a meaning of their own are the
 * event's properties (of identify and group: traits).
 */
public final class PixelProtocol implements Protocol {
    private static final List<String> MEMBERS = List.of(
            "event",
            "name",
            "messageId",
            "userId",
            "groupId",
            "previousId",
            "timestamp",
            "originalTimestamp",
            "sentAt");
    private static final Set<String> OWN =
            Set.of("k", "writeKey", "type", "anonymousId", "url", "title", "referrer", "sessionId", "locale");

    private final ProtocolLimits limits;
    private final EventJudge judge;

    public PixelProtocol(ProtocolLimits limits) {
        this.limits = limits;
        this.judge = new EventJudge(limits);
    }

    @Override
    public String tag() {
        return "pixel";
    }

    /** @param query stands where other protocols have a body */
    @Override
    public Opened open(byte[] query, Call call) {
        String referer = call.head().header("Referer");
        List<JsonValue> one = List.of(new JsonValue(query, 0, query.length));
        return TranslatedBatch.of(judge, limits, one, new Pixel(referer), null);
    }

    private record Pixel(@Nullable String referer) implements Translation {
        @Override
        public @Nullable Refusal translate(JsonValue original, EventText event, Identities ids) {
            Map<String, String> fields = QueryText.fields(original.raw());
            String type = fields.getOrDefault("type", fields.containsKey("event") ? "track" : "page");
            event.text("type", type);
            MEMBERS.forEach(name -> event.text(name, fields.get(name)));
            boolean known = filled(fields.get("anonymousId")) || filled(fields.get("userId")) || ids.givesVisitors();
            event.text("anonymousId", known ? fields.get("anonymousId") : ownVisitor(fields, ids));
            event.object(type.equals("identify") || type.equals("group") ? "traits" : "properties");
            fields.forEach((name, value) -> {
                if (!OWN.contains(name) && !MEMBERS.contains(name)) {
                    event.amount(name, value);
                }
            });
            event.close();
            context(event.object("context"), fields, known);
            return null;
        }

        /** I7: the same for each copy of an event, or they would stand in several partitions. */
        private static String ownVisitor(Map<String, String> fields, Identities ids) {
            String id = fields.get("messageId");
            return filled(id) && id != null ? id : ids.newId();
        }

        private void context(EventText context, Map<String, String> fields, boolean known) {
            PageAddress.of(fields.getOrDefault("url", referer))
                    .into(context, fields.get("title"), fields.get("referrer"));
            context.text("sessionId", fields.get("sessionId"))
                    .text("locale", fields.get("locale"))
                    .text("visitor", known ? null : "assigned")
                    .close();
        }

        private static boolean filled(@Nullable String text) {
            return text != null && !text.isEmpty();
        }

        /** {@code %01} is {@code \u0001}, and the page's address is said up to three times. */
        @Override
        public int growth() {
            return 8;
        }
    }
}
