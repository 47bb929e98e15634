package io.ecompulse.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an edge acknowledged since its last page, as it stands in the books topic (I11). Pages of a run are numbered from 1 on
 * without a gap; one that was sent twice has the same number twice.
 *
 * @param edge the edge's name
 * @param run unique for each start of it
 */
public record AcceptedPage(String edge, String run, long number, List<Line> lines) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param minute of reception, since 1970
     * @param events that were acknowledged as accepted
     */
    public record Line(String source, long minute, long events) {}

    public AcceptedPage {
        lines = List.copyOf(lines);
    }

    public byte[] toJson() {
        ObjectNode page = JSON.createObjectNode()
                .put("v", 1)
                .put("edge", edge)
                .put("run", run)
                .put("number", number);
        for (Line line : lines) {
            page.withArray("accepted")
                    .addObject()
                    .put("source", line.source())
                    .put("minute", line.minute())
                    .put("events", line.events());
        }
        try {
            return JSON.writeValueAsBytes(page);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** @throws IOException when these bytes are no page of a version that is known here */
    public static AcceptedPage parse(byte[] json) throws IOException {
        JsonNode page = JSON.readTree(json);
        if (page == null
                || page.path("v").asInt() != 1
                || page.path("run").asText().isEmpty()) {
            throw new IOException("no page of the books of a version that is known here");
        }
        List<Line> lines = new ArrayList<>();
        for (JsonNode line : page.path("accepted")) {
            lines.add(new Line(
                    line.path("source").asText(),
                    line.path("minute").asLong(),
                    line.path("events").asLong()));
        }
        return new AcceptedPage(
                page.path("edge").asText(),
                page.path("run").asText(),
                page.path("number").asLong(),
                lines);
    }
}
