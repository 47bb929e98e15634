package io.ecompulse.dev.traffic;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Requests made before the clock runs. Sending one costs a copy and, for every event, the end of its messageId: prefix and
 * number together never repeat.
 */
final class PreparedRequests {
    private static final int EVENTS_PREPARED = 4_000;
    private static final int REQUESTS_MIN = 16;

    private final List<PreparedRequest> requests = new ArrayList<>();
    private final int batch;
    private long events;
    private int turn;

    PreparedRequests(BenchPlan plan, ShopTraffic traffic) {
        batch = plan.batch();
        int count = Math.max(REQUESTS_MIN, EVENTS_PREPARED / batch);
        for (int request = 0; request < count; request++) {
            String list = Stream.generate(traffic::next).limit(batch).collect(Collectors.joining(","));
            requests.add(plan.protocol().prepare(plan, list));
        }
    }

    /** The next request, with ids that were never sent before; {@code seq} is its number on its connection. */
    Buffer next(long seq) {
        PreparedRequest prepared = requests.get(turn);
        turn = turn + 1 == requests.size() ? 0 : turn + 1;
        Buffer request = prepared.copy(seq, events);
        events += batch;
        return request;
    }

    /** The mean size of an event, its share of the body included. */
    long bytesPerEvent() {
        return requests.stream().mapToLong(PreparedRequest::payloadBytes).sum() / requests.size() / batch;
    }
}
