package io.ecompulse.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How a client behaves.
 *
 * @param servers stream addresses, ws:// or wss://; after a goaway or a fault the next one is tried
 * @param name says to the server who we are
 * @param queueBytesMax events that have no outcome yet, sent or not
 * @param queueAge how long an event may wait to be sent
 * @param batchEventsMax events in one batch
 * @param answerTimeout how long a welcome or an ack may take before the connection is given up
 * @param backoff the longest wait before the second attempt; doubled with each one after it
 * @param backoffMax the longest wait before any attempt
 */
public record EventSocketConfig(
        List<URI> servers,
        String writeKey,
        String name,
        long queueBytesMax,
        Duration queueAge,
        int batchEventsMax,
        Duration answerTimeout,
        Duration backoff,
        Duration backoffMax) {
    private static final long QUEUE_BYTES_MAX = 8L * 1024 * 1024;

    public EventSocketConfig {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("a client needs a server to send to");
        }
    }

    /** What suits most: 8 MiB, an hour, 50 events a batch, 30 s for an answer, 0.5 s to 30 s between attempts. */
    public static EventSocketConfig of(List<URI> servers, String writeKey, String name) {
        return new EventSocketConfig(
                servers,
                writeKey,
                name,
                QUEUE_BYTES_MAX,
                Duration.ofHours(1),
                50,
                Duration.ofSeconds(30),
                Duration.ofMillis(500),
                Duration.ofSeconds(30));
    }
}
