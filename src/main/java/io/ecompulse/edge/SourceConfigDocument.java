package io.ecompulse.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * What RudderStack's browser library asks for before it sends (wire.md §10.2); without it, it throws every event away. Every
 * key gets it, known or not, with no destinations and no telemetry.
 */
final class SourceConfigDocument {
    private SourceConfigDocument() {}

    static byte[] of(String key) {
        return AnswerJson.object(json -> {
            json.writeObjectFieldStart("source");
            for (String name : new String[] {"id", "name", "writeKey"}) {
                json.writeStringField(name, key);
            }
            json.writeBooleanField("enabled", true);
            json.writeStringField("workspaceId", "ecompulse");
            json.writeObjectFieldStart("config");
            json.writeObjectFieldStart("statsCollection");
            off(json, "errors");
            off(json, "metrics");
            json.writeEndObject();
            json.writeEndObject();
            for (String name : new String[] {"connections", "destinations"}) {
                json.writeArrayFieldStart(name);
                json.writeEndArray();
            }
            json.writeObjectFieldStart("dataplanes");
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void off(JsonGenerator json, String name) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeBooleanField("enabled", false);
        json.writeEndObject();
    }
}
