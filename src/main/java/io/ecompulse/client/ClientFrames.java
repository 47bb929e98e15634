package io.ecompulse.client;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.ecompulse.client.Backlog.Waiting;
import java.util.List;
import java.util.stream.Collectors;

/** What a client says. */
final class ClientFrames {
    /** A batch without its events, with the longest seq: {@code {"type":"batch","seq":9007199254740991,"events":[]}}. */
    static final int BATCH_BYTES = 64;

    private ClientFrames() {}

    static String hello(EventSocketConfig config) {
        return "{\"type\":\"hello\",\"writeKey\":" + quoted(config.writeKey()) + ",\"client\":" + quoted(config.name())
                + "}";
    }

    static String batch(long seq, List<Waiting> events) {
        String list = events.stream().map(event -> event.event().json()).collect(Collectors.joining(","));
        return "{\"type\":\"batch\",\"seq\":" + seq + ",\"events\":[" + list + "]}";
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
