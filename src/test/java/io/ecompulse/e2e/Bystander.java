package io.ecompulse.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Somebody who sends an event every ten milliseconds over a connection of its own, and times each answer. */
final class Bystander {
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final HttpClient client;
    private final URI address;
    private int sent;

    /** What it met, in milliseconds. */
    record Experience(int sent, int refused, double median, double p99) {
        static Experience of(long[] nanos, int refused) {
            Arrays.sort(nanos);
            return new Experience(nanos.length, refused, at(nanos, 0.5), at(nanos, 0.99));
        }

        private static double at(long[] sorted, double part) {
            return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * part)] / 1e6;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.1f / %.1f ms", median, p99);
        }
    }

    Bystander(HttpClient client, URI address) {
        this.client = client;
        this.address = address;
    }

    /** Goes on for this long. */
    Experience send(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        long[] nanos = new long[(int) (time.toMillis() / PAUSE.toMillis()) + 2];
        int count = 0;
        int refused = 0;
        while (System.nanoTime() < until && count < nanos.length) {
            long began = System.nanoTime();
            refused += isTaken() ? 0 : 1;
            nanos[count++] = System.nanoTime() - began;
            Hold.during(PAUSE);
        }
        return Experience.of(Arrays.copyOf(nanos, count), refused);
    }

    private boolean isTaken() throws InterruptedException {
        String event =
                "{\"batch\":[{\"type\":\"track\",\"event\":\"Product Viewed\",\"userId\":\"u\",\"messageId\":\"by-"
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + "-" + sent++ + "\"}]}";
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(event))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString()).body().contains("\"accepted\":1");
        } catch (IOException cut) {
            return false;
        }
    }
}
