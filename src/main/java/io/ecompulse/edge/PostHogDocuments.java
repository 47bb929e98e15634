package io.ecompulse.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What PostHog's libraries ask before and beside sending (wire.md §10.2): events only, no flags, no recording, no surveys. With
 * them the browser library packs its events and needs no preflight. Every token gets them.
 */
final class PostHogDocuments {
    private static final String[] OFF = {
        "hasFeatureFlags",
        "sessionRecording",
        "surveys",
        "heatmaps",
        "autocapture_opt_out",
        "capturePerformance",
        "captureDeadClicks",
        "defaultIdentifiedOnly",
        "elementsChainAsString",
        "isAuthenticated"
    };

    private PostHogDocuments() {}

    static byte[] config(String token) {
        return AnswerJson.object(json -> config(json, token));
    }

    /** The same as a script that puts it where the library looks. */
    static byte[] script(String token) {
        byte[] quoted = AnswerJson.object(json -> {
            json.writeObjectFieldStart(token);
            json.writeObjectFieldStart("config");
            config(json, token);
            json.writeEndObject();
            json.writeArrayFieldStart("siteApps");
            json.writeEndArray();
            json.writeEndObject();
        });
        String script = "(function(c){var w=window;w._POSTHOG_REMOTE_CONFIG=w._POSTHOG_REMOTE_CONFIG||{};"
                + "for(var t in c){w._POSTHOG_REMOTE_CONFIG[t]=c[t]}})("
                + new String(quoted, StandardCharsets.UTF_8)
                + ");";
        return script.getBytes(StandardCharsets.UTF_8);
    }

    /** No flag is on, and nothing went wrong in finding that out. */
    static byte[] flags() {
        return AnswerJson.object(json -> {
            for (String name : new String[] {"flags", "featureFlags", "featureFlagPayloads"}) {
                json.writeObjectFieldStart(name);
                json.writeEndObject();
            }
            json.writeBooleanField("errorsWhileComputingFlags", false);
            json.writeBooleanField("sessionRecording", false);
            compression(json);
        });
    }

    private static void config(JsonGenerator json, String token) throws IOException {
        json.writeStringField("token", token);
        compression(json);
        json.writeObjectFieldStart("analytics");
        json.writeStringField("endpoint", "/i/v0/e/");
        json.writeEndObject();
        for (String name : OFF) {
            json.writeBooleanField(name, false);
        }
        json.writeArrayFieldStart("siteApps");
        json.writeEndArray();
    }

    private static void compression(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("supportedCompression");
        json.writeString("gzip");
        json.writeString("gzip-js");
        json.writeEndArray();
    }
}
