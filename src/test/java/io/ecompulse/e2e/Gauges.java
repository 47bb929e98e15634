package io.ecompulse.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What a running process measures about itself. */
final class Gauges {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private final int management;

    Gauges(int managementPort) {
        management = managementPort;
    }

    /** Of all its series together; fails when there is none. */
    double sum(String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/metrics"))
                .timeout(PATIENCE)
                .build();
        String page = client.send(request, BodyHandlers.ofString()).body();
        return sum(name, page);
    }

    static double sum(String name, String page) {
        return page.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(Double::sum)
                .orElseThrow(() -> new AssertionError("there is no " + name));
    }
}
