package io.ecompulse.aggregate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * One of the last events, without personal data: what the live page lists.
 *
 * @param receivedAt ISO 8601
 */
public record RecentEvent(String type, String name, String source, String id, String receivedAt) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static RecentEvent of(String type, String name, String source, String id, long receivedMillis) {
        return new RecentEvent(
                type, name, source, id, Instant.ofEpochMilli(receivedMillis).toString());
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
