package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.RejectReason;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Snowplow's tracker protocol: {@code {"schema":"…payload_data…","data":[{…}]}}, or one event in a query. The application id
 * ({@code aid}) is the write key where no header or query says another.
 */
public final class SnowplowProtocol implements Protocol {
    private static final Name DATA = new Name("data");
    private static final Name APPLICATION = new Name("aid");
    private static final int KEY_LENGTH_MAX = 1024;

    private final ProtocolLimits limits;
    private final EventJudge judge;
    private final boolean inQuery;

    /** @param inQuery whether the one event stands in the query, which is then given in place of a body */
    public SnowplowProtocol(ProtocolLimits limits, boolean inQuery) {
        this.limits = limits;
        this.judge = new EventJudge(limits);
        this.inQuery = inQuery;
    }

    @Override
    public String tag() {
        return "snowplow";
    }

    @Override
    public Opened open(byte[] body, Call call) {
        boolean anonymous = call.head().header("SP-Anonymous") != null;
        if (inQuery) {
            String key = key(QueryText.fields(body).get("aid"));
            List<JsonValue> one = List.of(new JsonValue(body, 0, body.length));
            return TranslatedBatch.of(judge, limits, one, new Query(judge, anonymous), key);
        }
        try {
            JsonFields members = JsonFields.of(body, 0, body.length);
            JsonValue list = members.get(DATA);
            if (list == null || !list.isArray()) {
                return new Refusal(RejectReason.MALFORMED, "the body has no array \"data\"");
            }
            RejectReason fault = SegmentProtocol.shellFault(judge, members, list);
            return fault == null ? payload(list, anonymous) : SegmentProtocol.refusal(fault);
        } catch (MalformedJson broken) {
            return SegmentProtocol.notJson(body, broken);
        }
    }

    private Opened payload(JsonValue list, boolean anonymous) throws MalformedJson {
        List<JsonValue> items = limits.items(list);
        if (items == null) {
            return limits.tooMany();
        }
        JsonFields first = items.isEmpty() ? null : items.get(0).fields();
        String key = first == null ? null : key(first.text(APPLICATION));
        return TranslatedBatch.of(judge, limits, items, new Payload(judge, anonymous), key);
    }

    private static @Nullable String key(@Nullable String application) {
        return application == null || application.isEmpty() || application.length() > KEY_LENGTH_MAX
                ? null
                : application;
    }

    private record Query(EventJudge judge, boolean anonymous) implements Translation {
        @Override
        public @Nullable Refusal translate(JsonValue original, EventText event, Identities ids) {
            return new SnowplowEvent(judge, QueryText.fields(original.raw()), anonymous).write(event, ids);
        }

        @Override
        public int growth() {
            return 8;
        }
    }

    private record Payload(EventJudge judge, boolean anonymous) implements Translation {
        @Override
        public @Nullable Refusal translate(JsonValue original, EventText event, Identities ids) {
            RejectReason fault = judge.fault(original);
            JsonFields members = fault == null ? original.fields() : null;
            if (members == null) {
                return fault == null
                        ? new Refusal(RejectReason.MALFORMED, "the event is not a JSON object")
                        : SegmentProtocol.refusal(fault);
            }
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i < members.size(); i++) {
                JsonValue value = members.value(i);
                String text = value.isObject() || value.isArray()
                        ? new String(value.raw(), StandardCharsets.UTF_8)
                        : value.text();
                if (text != null) {
                    fields.put(new String(members.name(i), StandardCharsets.UTF_8), text);
                }
            }
            return new SnowplowEvent(judge, fields, anonymous).write(event, ids);
        }
    }
}
