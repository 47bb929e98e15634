package io.ecompulse.aggregate;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ecompulse.journal.RecordKey;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One of the last events, as Redis keeps it for those who watch: without personal data, unless {@code aggregate.recent.personal}
 * shows it.
 *
 * @param type empty with {@code name} for a duplicate that is not read
 * @param receivedAt ISO 8601
 * @param visitor masked; null without one
 * @param visitorHash finds a visitor's events without keeping who it is: {@link #visitorHash}; null without one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecentEvent(
        String type,
        String name,
        String source,
        String id,
        String receivedAt,
        boolean duplicate,
        @Nullable String visitor,
        @Nullable Long visitorHash) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TEXT_LENGTH_MAX = 100;

    /** What a record's key and headers say. */
    record Sight(String source, byte[] key, byte[] id, long receivedMillis, boolean duplicate) {}

    static RecentEvent of(String type, String name, Sight sight, Masking masking) {
        byte[] key = sight.key();
        int before = RecordKey.sourceLength(key) + 1;
        boolean hasVisitor = before < key.length;
        return new RecentEvent(
                type,
                masking.text(name),
                sight.source(),
                masking.text(text(sight.id(), 0)),
                Instant.ofEpochMilli(sight.receivedMillis()).toString(),
                sight.duplicate(),
                hasVisitor ? masking.id(text(key, before)) : null,
                hasVisitor ? Hash64.of(key, 0) : null);
    }

    /** Equal for equal visitors of a source. */
    public static long visitorHash(String source, String visitor) {
        return Hash64.of(RecordKey.of(source, visitor.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String text(byte[] utf8, int from) {
        return Counted.cut(new String(utf8, from, utf8.length - from, StandardCharsets.UTF_8), TEXT_LENGTH_MAX);
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static RecentEvent parse(String json) {
        try {
            return JSON.readValue(json, RecentEvent.class);
        } catch (JsonProcessingException foreign) {
            throw new UncheckedIOException("A recent event in Redis was not written by us", foreign);
        }
    }
}
