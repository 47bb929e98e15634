package io.ecompulse.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ecompulse.lake.Marker.SourceCount;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Markers as they stand in the lake. Unknown members are skipped, so that a later version may add some. */
final class MarkerJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MarkerJson() {}

    static byte[] write(Marker marker) throws IOException {
        return JSON.writeValueAsBytes(tree(marker));
    }

    static ObjectNode tree(Marker marker) {
        ObjectNode json = JSON.createObjectNode()
                .put("topic", marker.topic())
                .put("partition", marker.partition())
                .put("start", marker.start())
                .put("end", marker.end());
        for (Marker.File file : marker.files()) {
            json.withArray("files")
                    .addObject()
                    .put("table", file.table())
                    .put("path", file.path())
                    .put("bytes", file.bytes())
                    .put("rows", file.rows())
                    .put("version", file.version());
        }
        json.withArray("files"); // Present when empty, too.
        json.put("duplicates", marker.duplicates());
        if (marker.conflicts() > 0) {
            json.put("conflicts", marker.conflicts());
        }
        if (marker.unreadable() > 0) {
            json.put("unreadable", marker.unreadable());
        }
        json.put("receivedFrom", text(marker.receivedFrom())).put("receivedTo", text(marker.receivedTo()));
        ObjectNode sources = json.putObject("sources");
        marker.sources()
                .forEach((source, count) ->
                        sources.putObject(source).put("rows", count.rows()).put("duplicates", count.duplicates()));
        return json.put("writer", marker.writer());
    }

    /** @throws IOException when it is no marker */
    static Marker read(byte[] bytes) throws IOException {
        return read(JSON.readTree(bytes));
    }

    static Marker read(JsonNode json) throws IOException {
        try {
            List<Marker.File> files = new ArrayList<>();
            for (JsonNode file : json.required("files")) {
                files.add(new Marker.File(
                        file.required("table").asText(),
                        file.required("path").asText(),
                        whole(file, "bytes"),
                        whole(file, "rows"),
                        (int) whole(file, "version")));
            }
            return new Marker(
                    json.required("topic").asText(),
                    (int) whole(json, "partition"),
                    whole(json, "start"),
                    whole(json, "end"),
                    files,
                    whole(json, "duplicates"),
                    json.path("conflicts").asLong(),
                    json.path("unreadable").asLong(),
                    instant(json.path("receivedFrom")),
                    instant(json.path("receivedTo")),
                    sources(json.path("sources")),
                    json.required("writer").asText());
        } catch (IllegalArgumentException | DateTimeException broken) {
            throw new IOException("Not a commit marker: " + broken.getMessage(), broken);
        }
    }

    private static long whole(JsonNode json, String name) {
        JsonNode value = json.required(name);
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException(name + " is no whole number");
        }
        return value.longValue();
    }

    private static SortedMap<String, SourceCount> sources(JsonNode json) {
        SortedMap<String, SourceCount> sources = new TreeMap<>();
        for (Map.Entry<String, JsonNode> source : json.properties()) {
            sources.put(
                    source.getKey(),
                    new SourceCount(whole(source.getValue(), "rows"), whole(source.getValue(), "duplicates")));
        }
        return sources;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static @Nullable Instant instant(JsonNode json) {
        return json.isTextual() ? Instant.parse(json.asText()) : null;
    }
}
