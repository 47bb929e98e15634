package io.ecompulse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** The answer of a trace for people. */
final class TraceText {
    private TraceText() {}

    static void print(JsonNode trace, PrintWriter out) {
        for (JsonNode failed : trace.path("failed")) {
            out.println(text(failed, "outcome") + " by " + text(failed, "stage") + " at " + text(failed, "at") + ": "
                    + text(failed, "reason") + ", " + text(failed, "detail"));
            out.println("  kept      " + position(failed) + (failed.has("of") ? ", of " + text(failed, "of") : ""));
        }
        for (JsonNode position : trace.path("journal")) {
            out.println(text(position, "sight") + " of source " + text(position, "source") + ", arrived "
                    + text(position, "at"));
            out.println("  journal   " + position(position));
            out.println("  counted   " + counted(position.path("aggregate")));
            out.println("  lake      " + lake(position.path("lake")));
            out.println("  warehouse " + warehouse(position.path("warehouse")));
        }
        if (!trace.path("found").asBoolean()) {
            out.println("nothing of " + text(trace, "id") + " arrived from " + text(trace, "from") + " to "
                    + text(trace, "to") + " (" + trace.path("searched").asLong()
                    + " records); events that the edge answered as duplicates, or sent back, are nowhere");
        }
        if (!trace.path("complete").asBoolean()) {
            out.println("not all of the span was read: narrow it with --from and --to, or raise --records");
        }
    }

    private static String position(JsonNode at) {
        return text(at, "topic") + "-" + text(at, "partition") + "@" + text(at, "offset");
    }

    private static String counted(JsonNode aggregate) {
        return switch (text(aggregate, "state")) {
            case "counted" -> "yes";
            case "duplicate" -> "as a duplicate";
            case "waiting" -> "not yet, the numbers stand at " + text(aggregate, "position");
            default -> "unknown: Redis does not answer";
        };
    }

    private static String lake(JsonNode lake) {
        return switch (text(lake, "state")) {
            case "stored" ->
                text(lake, "file") + ", row " + text(lake, "row") + " (row group " + text(lake, "rowGroup") + ")";
            case "no row" -> "no row of its own in window [" + text(lake, "start") + "," + text(lake, "end") + ")";
            case "waiting" -> "not yet, the chain ends at " + text(lake, "chainEnd");
            default -> "before the chain, which begins at " + text(lake, "chainBegin");
        };
    }

    private static String warehouse(JsonNode warehouse) {
        return switch (text(warehouse, "state")) {
            case "loaded" -> "loaded " + text(warehouse, "loadedAt") + " with " + text(warehouse, "load");
            case "waiting" -> "not yet";
            case "never" -> "nothing to load";
            default -> "unknown: " + text(warehouse, "why");
        };
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asText("");
    }
}
