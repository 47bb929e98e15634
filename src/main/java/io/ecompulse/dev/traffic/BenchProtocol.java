package io.ecompulse.dev.traffic;

import java.nio.charset.StandardCharsets;

/** What a benchmark speaks, and where it does so unless told. */
enum BenchProtocol {
    HTTP("http", "/v1/batch"),
    /** The stream. A batch has the place of a request and an ack that of a 200. */
    WEBSOCKET("ws", "/v1/stream");

    private final String scheme;
    private final String path;

    BenchProtocol(String scheme, String path) {
        this.scheme = scheme;
        this.path = path;
    }

    String scheme() {
        return scheme;
    }

    String path() {
        return path;
    }

    /** A request without ids and number of its own, from its events as a JSON list without brackets. */
    PreparedRequest prepare(BenchPlan plan, String events) {
        if (this == WEBSOCKET) {
            String before = "{\"type\":\"batch\",\"seq\":";
            String message = before + " ".repeat(PreparedRequest.SEQ_LENGTH) + ",\"events\":[" + events + "]}";
            byte[] payload = message.getBytes(StandardCharsets.UTF_8);
            return PreparedRequest.masked(StreamFrame.head(StreamFrame.TEXT, payload.length), payload, before.length());
        }
        byte[] body = ("{\"batch\":[" + events + "]}").getBytes(StandardCharsets.UTF_8);
        String head = "POST " + plan.path() + " HTTP/1.1\r\nHost: " + plan.host() + ":" + plan.port()
                + "\r\nAuthorization: " + WireKey.basic(plan.writeKey())
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        return PreparedRequest.plain(head.getBytes(StandardCharsets.US_ASCII), body);
    }
}
