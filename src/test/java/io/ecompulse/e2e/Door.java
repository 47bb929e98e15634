package io.ecompulse.e2e;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** The public HTTP door, as a client sees it. */
final class Door {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String authorization;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    Door() {
        this("dev-write-key");
    }

    Door(String writeKey) {
        authorization =
                "Basic " + Base64.getEncoder().encodeToString((writeKey + ":").getBytes(StandardCharsets.UTF_8));
    }

    /** How a body travels. */
    enum Packing {
        PLAIN,
        GZIP_BY_HEADER,
        GZIP_BY_MAGIC_BYTES
    }

    /**
     * @param body parsed, empty when it is no JSON object
     * @param retryAfterSeconds 0 when the answer says nothing of it
     */
    record Reply(int status, JsonObject body, long retryAfterSeconds) {}

    Reply batch(int port, List<Item> batch, Packing packing) throws IOException, InterruptedException {
        String items = batch.stream().map(Item::json).collect(Collectors.joining(","));
        return post(port, "/v1/batch", "{\"batch\":[" + items + "]}", packing);
    }

    Reply single(int port, Item item, Packing packing) throws IOException, InterruptedException {
        String type = item.event().getString("type");
        return post(port, "/v1/" + type, item.json(), packing);
    }

    private Reply post(int port, String path, String json, Packing packing) throws IOException, InterruptedException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(packing == Packing.PLAIN ? body : gzip(body)));
        if (packing == Packing.GZIP_BY_HEADER) {
            request.header("Content-Encoding", "gzip");
        }
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        String text = answer.body();
        return new Reply(
                answer.statusCode(),
                text.startsWith("{") ? new JsonObject(text) : new JsonObject(),
                answer.headers().firstValueAsLong("Retry-After").orElse(0));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }
}
