package io.ecompulse.e2e;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes from the sending of an event until {@code /api/v1/totals} counts it, of a running development server. One
 * event at a time, each with a name of its own, asked for until it is there: {@code VisibleLatency HTTP_PORT MANAGEMENT_PORT EVENTS}.
 * The load beside it is {@code ecompulse bench --rate}'s.
 */
final class VisibleLatency {
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String http;
    private final String management;

    private VisibleLatency(String httpPort, String managementPort) {
        http = "http://127.0.0.1:" + httpPort;
        management = "http://127.0.0.1:" + managementPort;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        VisibleLatency server = new VisibleLatency(args[0], args[1]);
        int events = Integer.parseInt(args[2]);
        double[] millis = new double[events];
        for (int i = 0; i < events; i++) {
            millis[i] = server.one() / 1e6;
            Hold.during(PAUSE);
        }
        Arrays.sort(millis);
        System.out.printf(
                "%d events, from request to totals: median %.1f ms, p95 %.1f, p99 %.1f, most %.1f%n",
                events, millis[events / 2], millis[events * 95 / 100], millis[events * 99 / 100], millis[events - 1]);
    }

    private long one() throws IOException, InterruptedException {
        String name = "Seen " + UUID.randomUUID();
        String from = Instant.now().minusSeconds(60).toString();
        String event = new JsonObject()
                .put("event", name)
                .put("anonymousId", "visible-latency")
                .encode();
        long sent = System.nanoTime();
        HttpRequest track = HttpRequest.newBuilder(URI.create(http + "/v1/track"))
                .header("Authorization", "Basic ZGV2LXdyaXRlLWtleTo=")
                .POST(BodyPublishers.ofString(event))
                .build();
        int status = client.send(track, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IllegalStateException("the event was answered " + status);
        }
        while (!isCounted(name, from)) {
            if (System.nanoTime() - sent > PATIENCE) {
                throw new IllegalStateException("the event is not counted");
            }
        }
        return System.nanoTime() - sent;
    }

    private boolean isCounted(String name, String from) throws IOException, InterruptedException {
        HttpRequest totals = HttpRequest.newBuilder(URI.create(management + "/api/v1/totals?from=" + from))
                .header("Authorization", "Bearer dev-read-token")
                .build();
        String answer = client.send(totals, BodyHandlers.ofString()).body();
        return new JsonObject(answer)
                .getJsonObject("events")
                .getJsonObject("byName")
                .containsKey(name);
    }
}
