package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 over HTTP in its three modes: binary (attributes in {@code ce-} headers), structured, and batch. A binary event
 * is written as a structured one first, so that one that fails keeps its attributes.
 */
public final class CloudEventsProtocol implements Protocol {
    private static final String PREFIX = "ce-";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    private final ProtocolLimits limits;
    private final EventJudge judge;

    public CloudEventsProtocol(ProtocolLimits limits) {
        this.limits = limits;
        this.judge = new EventJudge(limits);
    }

    @Override
    public String tag() {
        return "cloudevents";
    }

    @Override
    public Opened open(byte[] body, Call call) {
        String type = mediaType(call.head().header("Content-Type"));
        try {
            if (type.equals(BATCH)) {
                return batch(body);
            }
        } catch (MalformedJson broken) {
            return SegmentProtocol.notJson(body, broken);
        }
        if (type.equals(STRUCTURED)) {
            return single(Bodies.trimmed(body));
        }
        boolean binary =
                call.head().header("ce-specversion") != null || call.head().header("ce-id") != null;
        return binary && !type.startsWith("application/cloudevents")
                ? binary(body, type, call.head())
                : new Refusal(
                        RejectReason.UNSUPPORTED_ENCODING, "an event comes as cloudevents+json or with ce- headers");
    }

    private Opened batch(byte[] body) throws MalformedJson {
        List<JsonValue> items = limits.items(Bodies.trimmed(body));
        return items == null ? limits.tooMany() : TranslatedBatch.of(judge, limits, items, new CloudEvent(judge), null);
    }

    /** One event is a request of its own, so its faults are the request's. */
    private Opened single(JsonValue event) {
        if (event.length() > limits.eventBytesMax()) {
            return new Refusal(RejectReason.TOO_LARGE, "an event has at most " + limits.eventBytesMax() + " bytes");
        }
        CloudEvent translation = new CloudEvent(judge);
        Refusal refusal = translation.refusal(event);
        return refusal == null ? TranslatedBatch.of(judge, limits, List.of(event), translation, null) : refusal;
    }

    private Opened binary(byte[] body, String type, Head head) {
        EventText event = new EventText(limits.eventBytesMax());
        for (Map.Entry<String, String> header : head.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX) && name.length() > PREFIX.length()) {
                event.text(name.substring(PREFIX.length()), unescaped(header.getValue()));
            }
        }
        event.text("datacontenttype", head.header("Content-Type"));
        Refusal unreadable = data(event, body, type);
        JsonValue structured = event.toValue();
        if (event.isFull()) {
            return new Refusal(RejectReason.TOO_LARGE, "an event has at most " + limits.eventBytesMax() + " bytes");
        }
        return unreadable == null ? single(structured) : unreadable;
    }

    private @Nullable Refusal data(EventText event, byte[] body, String type) {
        boolean json = type.isEmpty() || type.endsWith("/json") || type.endsWith("+json");
        JsonValue data = Bodies.trimmed(body);
        if (data.length() == 0) {
            return null;
        }
        if (json) {
            RejectReason fault = data.length() > limits.eventBytesMax() ? null : judge.fault(data);
            if (fault != null) {
                return SegmentProtocol.refusal(fault);
            }
            event.copy("data", data);
        } else if (Utf8.isValid(body, 0, body.length)) {
            event.text("data", new String(body, StandardCharsets.UTF_8));
        } else {
            event.text("data_base64", Base64.getEncoder().encodeToString(body));
        }
        return null;
    }

    private static String mediaType(@Nullable String contentType) {
        String whole = contentType == null ? "" : contentType;
        int semicolon = whole.indexOf(';');
        return (semicolon < 0 ? whole : whole.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    /** Attributes in headers are percent-encoded; a plus stands for itself there. */
    private static String unescaped(String value) {
        return value.indexOf('%') < 0
                ? value
                : QueryText.fields("a=" + value.replace("+", "%2B").replace("&", "%26"))
                        .getOrDefault("a", value);
    }
}
