package io.ecompulse.app;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.edge.DescribedRequest;
import io.ecompulse.event.Event;
import io.ecompulse.event.Fingerprint;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Sighting;
import io.ecompulse.lake.RowPreview;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which request is to be explained, and tells of its events what readers of the journal would make of them. */
final class ExplainQuestion {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> NAMES = Set.of("method", "path", "headers", "body", "bodyBase64", "remoteAddress");
    private static final String SHAPE =
            "send {\"path\":\"/v1/batch\",\"headers\":{},\"body\":…,\"remoteAddress\":\"203.0.113.7\"} as JSON";

    private ExplainQuestion() {}

    /** @throws IllegalArgumentException with a sentence for the asker */
    static DescribedRequest request(String body) {
        JsonNode asked = read(body);
        asked.fieldNames().forEachRemaining(name -> {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException(name + " is none of "
                        + String.join(", ", NAMES.stream().sorted().toList()));
            }
        });
        JsonNode path = asked.path("path");
        if (!path.isTextual() || !path.asText().startsWith("/")) {
            throw new IllegalArgumentException("path begins with a slash; " + SHAPE);
        }
        return new DescribedRequest(
                asked.path("method").asText("POST").toUpperCase(Locale.ROOT),
                path.asText(),
                headers(asked.path("headers")),
                bytes(asked.path("body"), asked.path("bodyBase64")),
                asked.path("remoteAddress").isTextual()
                        ? asked.path("remoteAddress").asText()
                        : null);
    }

    private static JsonNode read(String body) {
        try {
            JsonNode asked = JSON.readTree(body);
            if (asked != null && asked.isObject()) {
                return asked;
            }
        } catch (JsonProcessingException notJson) {
            // Said below; the parser's own message would quote the body.
        }
        throw new IllegalArgumentException(SHAPE);
    }

    /** A name with a value, or with a list of them where a header stands several times. */
    private static List<Map.Entry<String, String>> headers(JsonNode given) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> header : given.properties()) {
            for (JsonNode value : header.getValue().isArray() ? header.getValue() : List.of(header.getValue())) {
                headers.add(Map.entry(header.getKey(), value.asText()));
            }
        }
        return headers;
    }

    /** A text is the body as it stands; an object or a list is its JSON. */
    private static byte[] bytes(JsonNode body, JsonNode base64) {
        if (base64.isTextual()) {
            try {
                return Base64.getDecoder().decode(base64.asText());
            } catch (IllegalArgumentException unsound) {
                throw new IllegalArgumentException("bodyBase64 is no base64");
            }
        }
        String text = body.isMissingNode() ? "" : body.isTextual() ? body.asText() : body.toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What the lake and the query API would know it by. */
    static void describe(JsonGenerator json, JournalEntry entry) throws IOException {
        try {
            Event event = Event.read(entry.value());
            json.writeStringField("id", id(entry));
            json.writeStringField("type", event.type().tag());
            json.writeStringField("name", event.name());
            text(json, "originalName", event.originalName());
            text(json, "privacy", event.privacy());
            text(json, "bot", event.bot());
            json.writeObjectFieldStart("columns");
            for (Map.Entry<String, Object> column : RowPreview.of(record(entry)).entrySet()) {
                if (column.getValue() instanceof Long number) {
                    json.writeNumberField(column.getKey(), number);
                } else {
                    json.writeStringField(column.getKey(), column.getValue().toString());
                }
            }
            json.writeEndObject();
        } catch (MalformedJson impossible) {
            throw new IllegalStateException("the edge has judged it", impossible);
        }
    }

    private static JournalRecord record(JournalEntry entry) {
        byte[] id = id(entry).getBytes(StandardCharsets.UTF_8);
        return new JournalRecord(
                0, entry.timestamp(), entry.key(), id, entry.value(), Fingerprint.UNKNOWN, Sighting.FRESH);
    }

    private static String id(JournalEntry entry) {
        return entry.headers().stream()
                .filter(header -> header.name().equals(JournalEntry.ID))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    private static void text(JsonGenerator json, String name, @Nullable JsonValue value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.text());
        }
    }
}
