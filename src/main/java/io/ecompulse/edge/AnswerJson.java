package io.ecompulse.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Answers as JSON. The words here are the public contract of docs/wire.md. */
final class AnswerJson {
    private static final JsonFactory JSON = new JsonFactory();

    private AnswerJson() {}

    /** Writes the members of one object. */
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] object(Members members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory does not fail to be written", impossible);
        }
        return out.toByteArray();
    }

    static byte[] of(Answer.Taken taken, Dialect dialect) {
        return object(json -> {
            json.writeBooleanField("success", true);
            dialect.words(json);
            outcomes(json, taken);
        });
    }

    /** {@code error} repeats the detail for libraries that show only that. */
    static byte[] of(Answer.Refused refused) {
        return object(json -> {
            json.writeBooleanField("success", false);
            json.writeStringField("reason", refused.reason().tag());
            json.writeStringField("detail", refused.detail());
            json.writeStringField("error", refused.detail());
            retryAfter(json, refused);
        });
    }

    static void retryAfter(JsonGenerator json, Answer.Refused refused) throws IOException {
        if (refused.reason().retryable()) {
            json.writeNumberField("retryAfterMs", refused.retryAfterSeconds() * 1000L);
        }
    }

    static void outcomes(JsonGenerator json, Answer.Taken taken) throws IOException {
        json.writeNumberField("accepted", taken.accepted());
        json.writeNumberField("duplicates", taken.duplicates());
        json.writeNumberField("rejected", taken.rejected());
        if (taken.suppressed() > 0) {
            json.writeNumberField("suppressed", taken.suppressed());
        }
        json.writeStringField("durability", taken.durability().tag());
        json.writeArrayFieldStart("results");
        for (Answer.Result result : taken.results()) {
            result(json, result);
        }
        json.writeEndArray();
    }

    private static void result(JsonGenerator json, Answer.Result result) throws IOException {
        json.writeStartObject();
        members(json, result);
        json.writeEndObject();
    }

    static void members(JsonGenerator json, Answer.Result result) throws IOException {
        json.writeNumberField("index", result.index());
        if (result.id() != null) {
            json.writeStringField("id", result.id());
        }
        json.writeStringField("outcome", result.outcome());
        if (result.reason() != null) {
            json.writeStringField("reason", result.reason());
        }
        if (result.detail() != null) {
            json.writeStringField("detail", result.detail());
        }
    }
}
