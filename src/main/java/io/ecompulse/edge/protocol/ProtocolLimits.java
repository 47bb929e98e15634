package io.ecompulse.edge.protocol;

import io.ecompulse.event.JsonElements;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.RejectReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How large things may be.
 *
 * @param eventBytesMax one event, with what its batch adds to it
 * @param eventDepthMax objects and arrays inside each other
 * @param batchEventsMax events of one batch
 * @param expandedBytesMax all events of one batch after its context stands in each of them
 */
public record ProtocolLimits(int eventBytesMax, int eventDepthMax, int batchEventsMax, long expandedBytesMax) {
    /** The elements of a list, not judged yet; null when they are more than a batch may hold. */
    @Nullable
    List<JsonValue> items(JsonValue list) throws MalformedJson {
        List<JsonValue> items = new ArrayList<>();
        JsonElements elements = new JsonElements(list);
        for (JsonValue item = elements.next(); item != null; item = elements.next()) {
            if (items.size() == batchEventsMax) {
                return null;
            }
            items.add(item);
        }
        return items;
    }

    Refusal tooMany() {
        return new Refusal(RejectReason.TOO_MANY_EVENTS, "a batch holds at most " + batchEventsMax + " events");
    }
}
