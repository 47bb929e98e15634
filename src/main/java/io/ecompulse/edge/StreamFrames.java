package io.ecompulse.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ecompulse.edge.AnswerJson.Members;
import io.ecompulse.edge.EdgeConfig.StreamLimits;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The words of the stream. Every frame is one JSON object with its name in {@code type}. */
final class StreamFrames {
    private static final Name SEQ = new Name("seq");
    /** Every whole number that JavaScript can count to has fewer digits. */
    private static final int SEQ_LENGTH_MAX = 16;

    private StreamFrames() {}

    static String welcome(StreamLimits limits) {
        return frame("welcome", json -> {
            credit(json, limits);
            json.writeNumberField("maxFrameBytes", limits.frameBytesMax());
            json.writeNumberField("heartbeatMs", limits.heartbeat().toMillis());
        });
    }

    static String ack(long seq, Answer.Taken taken, StreamLimits limits) {
        return frame("ack", json -> {
            json.writeNumberField("seq", seq);
            AnswerJson.outcomes(json, taken);
            credit(json, limits);
        });
    }

    static String nack(long seq, Answer.Refused refused) {
        return frame("nack", json -> {
            json.writeNumberField("seq", seq);
            reason(json, refused);
        });
    }

    static String error(Answer.Refused refused) {
        return frame("error", json -> reason(json, refused));
    }

    static String goaway(String reason, Duration reconnectAfter) {
        return frame("goaway", json -> {
            json.writeStringField("reason", reason);
            json.writeNumberField("reconnectAfterMs", reconnectAfter.toMillis());
        });
    }

    /** The seq of a client's frame; null when it has none, or one that is no whole number. */
    static @Nullable Long seq(JsonFields frame) {
        JsonValue seq = frame.get(SEQ);
        String text = seq != null && seq.isNumber() && seq.length() <= SEQ_LENGTH_MAX ? seq.text() : null;
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException fraction) {
            return null;
        }
    }

    private static void reason(JsonGenerator json, Answer.Refused refused) throws IOException {
        json.writeStringField("reason", refused.reason().tag());
        json.writeStringField("detail", refused.detail());
        AnswerJson.retryAfter(json, refused);
    }

    private static void credit(JsonGenerator json, StreamLimits limits) throws IOException {
        json.writeObjectFieldStart("credit");
        json.writeNumberField("events", limits.creditEvents());
        json.writeNumberField("bytes", limits.creditBytes());
        json.writeEndObject();
    }

    private static String frame(String type, Members members) {
        byte[] json = AnswerJson.object(out -> {
            out.writeStringField("type", type);
            members.write(out);
        });
        return new String(json, StandardCharsets.UTF_8);
    }
}
