package io.ecompulse.app.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ecompulse.warehouse.CommittedRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the lake as the client's event again, the same bytes in every run. Its members are spelled as the client spelled
 * them wherever the row has them so, which keeps the event's fingerprint: whoever has the original takes it for the same.
 *
 * @param privacy what its source's policy had taken from it
 * @param json one object, or null when the row does not hold the whole event
 * @param problem why not, or null
 */
record LakeEvent(
        String source,
        String privacy,
        byte @Nullable [] json,
        @Nullable String problem) {
    private static final JsonFactory JSON = new JsonFactory();
    /** What cannot be had from another column; of every other the row keeps the whole value elsewhere. */
    private static final List<String> NEEDED = List.of(
            "original_name",
            "anonymous_id",
            "user_id",
            "group_id",
            "previous_id",
            "session_id",
            "properties",
            "traits",
            "context");

    static LakeEvent of(CommittedRow row, @Nullable MergePatch patch) throws IOException {
        String source = String.valueOf(row.text("source_id"));
        String taken = row.text("privacy");
        String privacy = taken == null ? EdgeClient.NOTHING_TAKEN : taken;
        for (String column : String.valueOf(row.text("overflowed_columns")).split(",", -1)) {
            if (NEEDED.contains(column)) {
                return new LakeEvent(source, privacy, null, "the row does not hold the whole " + column);
            }
        }
        byte[] json = json(row);
        return new LakeEvent(source, privacy, patch == null ? json : patch.apply(json), null);
    }

    private static byte[] json(CommittedRow row) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            String type = String.valueOf(row.text("event_type"));
            out.writeStringField("type", type);
            String conflict = row.text("conflict_of");
            out.writeStringField("messageId", conflict == null ? row.text("event_id") : conflict);
            text(out, type.equals("track") ? "event" : "name", row.text("original_name"));
            text(out, "anonymousId", row.text("anonymous_id"));
            text(out, "userId", row.text("user_id"));
            text(out, "groupId", row.text("group_id"));
            text(out, "previousId", row.text("previous_id"));
            text(out, "sessionId", row.text("session_id")); // The context has it too, if it came from there.
            // No sentAt: beside the time of this run it would look like a wrong clock, and move the event.
            out.writeStringField("timestamp", row.eventTime().toString());
            raw(out, "properties", row.text("properties"));
            raw(out, "traits", row.text("traits"));
            raw(out, "context", row.text("context"));
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void text(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    private static void raw(JsonGenerator out, String name, @Nullable String json) throws IOException {
        if (json != null) {
            out.writeFieldName(name);
            out.writeRawValue(json);
        }
    }
}
