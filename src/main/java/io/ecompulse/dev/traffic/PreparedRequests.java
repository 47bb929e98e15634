package io.ecompulse.dev.traffic;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests made before the clock runs. Sending one costs a copy and, for every event, twelve hex digits at the end of its
 * messageId: prefix and number together never repeat.
 */
final class PreparedRequests {
    private static final int EVENTS_PREPARED = 4_000;
    private static final int REQUESTS_MIN = 16;
    private static final int DIGITS = 12;
    private static final String ID = "\"messageId\":\"";
    private static final int UUID_LENGTH = 36;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final List<Prepared> requests = new ArrayList<>();
    private final byte[] digits = new byte[DIGITS];
    private long events;
    private long bodyBytes;
    private int turn;

    /** @param idEnds where each event's messageId has its twelve last characters */
    private record Prepared(Buffer bytes, int[] idEnds) {}

    PreparedRequests(BenchPlan plan, ShopTraffic traffic) {
        int count = Math.max(REQUESTS_MIN, EVENTS_PREPARED / plan.batch());
        for (int request = 0; request < count; request++) {
            requests.add(prepare(plan, traffic));
        }
    }

    /** The next request, with ids that were never sent before. */
    Buffer next() {
        Prepared prepared = requests.get(turn);
        turn = turn + 1 == requests.size() ? 0 : turn + 1;
        Buffer request = prepared.bytes().copy();
        for (int idEnd : prepared.idEnds()) {
            long number = events++;
            for (int digit = DIGITS - 1; digit >= 0; digit--) {
                digits[digit] = HEX[(int) (number & 15)];
                number >>>= 4;
            }
            request.setBytes(idEnd, digits);
        }
        return request;
    }

    /** The mean size of an event, its share of the body included. */
    long bytesPerEvent(int batch) {
        return bodyBytes / requests.size() / batch;
    }

    private Prepared prepare(BenchPlan plan, ShopTraffic traffic) {
        StringBuilder body = new StringBuilder("{\"batch\":[");
        for (int event = 0; event < plan.batch(); event++) {
            body.append(event == 0 ? "" : ",").append(traffic.next());
        }
        byte[] bytes = body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        bodyBytes += bytes.length;
        Buffer request = Buffer.buffer("POST " + plan.path() + " HTTP/1.1\r\nHost: " + plan.host() + ":" + plan.port()
                        + "\r\nAuthorization: " + WireKey.basic(plan.writeKey())
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                .appendBytes(bytes);
        return new Prepared(request, idEnds(request, plan.batch()));
    }

    private static int[] idEnds(Buffer request, int batch) {
        String text = request.toString(StandardCharsets.ISO_8859_1); // one character a byte
        int[] ends = new int[batch];
        int at = 0;
        for (int event = 0; event < batch; event++) {
            at = text.indexOf(ID, at) + ID.length();
            ends[event] = at + UUID_LENGTH - DIGITS;
        }
        return ends;
    }
}
