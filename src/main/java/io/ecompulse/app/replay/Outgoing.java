package io.ecompulse.app.replay;

import io.ecompulse.event.Event;
import io.ecompulse.event.JsonCheck;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.RejectReason;
import io.ecompulse.event.Splice;
import io.ecompulse.journal.FailedHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What is sent for a failed event: the client's own object, patched, with an identity that is the same in every run.
 *
 * @param json one object, or null when nothing can be sent
 * @param problem why not, or null
 */
record Outgoing(
        FailedEvent event, byte @Nullable [] json, @Nullable String problem) {
    private static final Name TIMESTAMP = new Name("timestamp");
    private static final Name ORIGINAL_TIMESTAMP = new Name("originalTimestamp");
    /** What our own parser of a patched event bears; the edge's own limit is a setting, and far lower. */
    private static final int DEPTH_MAX = 500;

    static Outgoing of(FailedEvent event, @Nullable MergePatch patch) throws IOException {
        if (event.header(FailedHeader.TRUNCATED) != null) {
            return not(event, "only its beginning was kept");
        }
        byte[] kept = event.entry().value();
        RejectReason fault = new JsonCheck(DEPTH_MAX).fault(new JsonValue(kept, 0, kept.length));
        if (fault != null) {
            return not(event, "no sound JSON (" + fault.tag() + ")");
        }
        try {
            JsonFields own = JsonFields.of(kept, 0, kept.length);
            JsonFields client = event.isFromJournal() ? own.object(Event.EVENT) : own;
            if (client == null) {
                return not(event, "no client's event inside");
            }
            byte[] raw = client.value().raw();
            return new Outgoing(event, completed(event, patch == null ? raw : patch.apply(raw)), null);
        } catch (MalformedJson noObject) {
            return not(event, "no JSON object");
        }
    }

    /** Of what is sent, for the mark of one that is rejected again. */
    String digest() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(json));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static Outgoing not(FailedEvent event, String problem) {
        return new Outgoing(event, null, problem);
    }

    /** With what every run must say alike: an id, and a time, since the edge would take the time of the run for both. */
    private static byte[] completed(FailedEvent event, byte[] json) throws MalformedJson {
        JsonFields fields = JsonFields.of(json, 0, json.length);
        Splice splice = new Splice(fields, fields.value());
        JsonValue id = fields.get(Event.MESSAGE_ID);
        if (!isText(id)) {
            String header = event.id();
            set(splice, "messageId", id, header == null ? event.origin().toString() : header);
        }
        JsonValue timestamp = fields.get(TIMESTAMP);
        if (!isText(timestamp) && !isText(fields.get(ORIGINAL_TIMESTAMP))) {
            set(splice, "timestamp", timestamp, event.receivedAt().toString());
        }
        return splice.toBytes();
    }

    private static boolean isText(@Nullable JsonValue value) {
        return value != null && (value.isNumber() || (value.isString() && value.length() > "\"\"".length()));
    }

    private static void set(Splice splice, String name, @Nullable JsonValue old, String text) {
        StringBuilder quoted = new StringBuilder("\"");
        com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        byte[] json = quoted.append('"').toString().getBytes(StandardCharsets.UTF_8);
        if (old == null) {
            splice.add(name, json);
        } else {
            splice.replace(old, json);
        }
    }
}
