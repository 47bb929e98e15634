package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.RejectReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PostHog's capture paths, events only: {@code {"api_key","batch":[…],"sent_at"}}, one event, or a bare list; as JSON, or in
 * base64, or in a form field {@code data} with either.
 */
public final class PostHogProtocol implements Protocol {
    private static final Name BATCH = new Name("batch");
    private static final Name SENT_AT = new Name("sent_at");
    private static final Name PROPERTIES = new Name("properties");
    private static final List<Name> KEYS = List.of(new Name("api_key"), new Name("token"));
    private static final int KEY_BYTES_MAX = 1024;

    private final ProtocolLimits limits;
    private final EventJudge judge;

    public PostHogProtocol(ProtocolLimits limits) {
        this.limits = limits;
        this.judge = new EventJudge(limits);
    }

    @Override
    public String tag() {
        return "posthog";
    }

    @Override
    public Opened open(byte[] body, Call call) {
        byte[] json = json(body);
        if (json == null) {
            return new Refusal(RejectReason.MALFORMED, "the body is neither JSON nor base64 nor a form with data");
        }
        JsonValue whole = Bodies.trimmed(json);
        try {
            if (whole.isArray()) {
                return batch(whole, null, sentAt(null, call.head()), call);
            }
            JsonFields members = JsonFields.of(json, 0, json.length);
            JsonValue list = members.get(BATCH);
            if (list == null || !list.isArray()) {
                return single(whole, members, call);
            }
            RejectReason fault = SegmentProtocol.shellFault(judge, members, list);
            return fault == null
                    ? batch(list, key(members), sentAt(members, call.head()), call)
                    : SegmentProtocol.refusal(fault);
        } catch (MalformedJson broken) {
            return SegmentProtocol.notJson(json, broken);
        }
    }

    private Opened single(JsonValue whole, JsonFields members, Call call) {
        RejectReason fault = whole.length() > limits.eventBytesMax() ? null : judge.fault(whole);
        if (fault != null) {
            return SegmentProtocol.refusal(fault);
        }
        PostHogEvent translation = translation(sentAt(members, call.head()), call);
        return TranslatedBatch.of(judge, limits, List.of(whole), translation, eventKey(members));
    }

    private Opened batch(JsonValue list, @Nullable String key, @Nullable String sentAt, Call call)
            throws MalformedJson {
        List<JsonValue> items = limits.items(list);
        if (items == null) {
            return limits.tooMany();
        }
        String found = key == null && !items.isEmpty() ? eventKey(items.get(0).fields()) : key;
        return TranslatedBatch.of(judge, limits, items, translation(sentAt, call), found);
    }

    private PostHogEvent translation(@Nullable String sentAt, Call call) {
        return new PostHogEvent(judge, sentAt, call.head().receivedMillis());
    }

    /** When the body was sent; older libraries say so in the query, in milliseconds. */
    private static @Nullable String sentAt(@Nullable JsonFields members, Head head) {
        String text = members == null ? null : members.text(SENT_AT);
        return text == null ? QueryText.fields(head.query()).get("_") : text;
    }

    private static @Nullable String eventKey(@Nullable JsonFields event) {
        String key = key(event);
        return key == null && event != null ? key(event.object(PROPERTIES)) : key;
    }

    private static @Nullable String key(@Nullable JsonFields members) {
        for (Name name : KEYS) {
            JsonValue key = members == null ? null : members.get(name);
            if (key != null && key.isString() && key.length() <= KEY_BYTES_MAX && key.length() > "\"\"".length()) {
                return key.text();
            }
        }
        return null;
    }

    /** The JSON inside a body, or null when there is none. */
    private static byte @Nullable [] json(byte[] body) {
        if (looksLikeJson(body)) {
            return body;
        }
        String data = QueryText.field(body, "data");
        if (data == null) {
            return base64(Bodies.trimmed(body).raw());
        }
        byte[] field = data.getBytes(StandardCharsets.UTF_8);
        // A plus that nobody escaped reads as a space in a form; base64 knows no spaces.
        return looksLikeJson(field) ? field : base64(data.replace(' ', '+').getBytes(StandardCharsets.UTF_8));
    }

    private static byte @Nullable [] base64(byte[] text) {
        byte[] plain = Base64Text.decoded(text);
        return plain != null && looksLikeJson(plain) ? plain : null;
    }

    private static boolean looksLikeJson(byte[] text) {
        JsonValue whole = Bodies.trimmed(text);
        return whole.isObject() || whole.isArray();
    }
}
