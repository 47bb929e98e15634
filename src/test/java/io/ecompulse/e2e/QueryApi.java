package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The query API of a running program. */
final class QueryApi {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;
    private final String token;

    QueryApi(DevProcess dev) {
        this(dev.management(), "dev-read-token");
    }

    QueryApi(int managementPort, String readToken) {
        address = "http://127.0.0.1:" + managementPort;
        token = readToken;
    }

    JsonObject totals() throws IOException, InterruptedException {
        return new JsonObject(ask("GET", "/api/v1/totals", BodyPublishers.noBody()));
    }

    /** Records of the events topic that the warehouse has loaded, over all partitions. */
    long loaded() throws IOException, InterruptedException {
        JsonArray watermarks = new JsonArray(ask("GET", "/api/v1/warehouse", BodyPublishers.noBody()));
        return watermarks.stream()
                .map(JsonObject.class::cast)
                .filter(watermark -> watermark.getString("topic").equals(Journal.EVENTS))
                .mapToLong(watermark -> watermark.getLong("position"))
                .sum();
    }

    /** The only row of a query's answer. */
    JsonArray row(String sql) throws IOException, InterruptedException {
        JsonObject answer = new JsonObject(ask("POST", "/api/v1/sql", BodyPublishers.ofString(sql)));
        assertThat(answer.getJsonArray("rows")).as(answer.encode()).hasSize(1);
        return answer.getJsonArray("rows").getJsonArray(0);
    }

    private String ask(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .method(method, body)
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
