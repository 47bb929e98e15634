package io.ecompulse.app.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The edge's public door, seen from outside: sends a batch until it has an answer for each of its events. Blocks. */
public final class EdgeClient {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ATTEMPTS_MAX = 8;
    private static final long PAUSE_MILLIS_MAX = 30_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What {@code X-Privacy} says of events that are whole. */
    static final String NOTHING_TAKEN = "allow";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI door;
    private final Pause pause;

    /** Waits before a batch is sent again. */
    @FunctionalInterface
    public interface Pause {
        void of(long millis) throws InterruptedException;
    }

    /**
     * What the edge said of one event.
     *
     * @param outcome accepted, duplicate, suppressed or rejected
     * @param reason of a rejection or a suppression, else empty
     */
    record Answer(String outcome, String reason) {}

    public EdgeClient(URI edge, Pause pause) {
        this.door = edge.resolve("/v1/batch");
        this.pause = pause;
    }

    /** Answers in the order of the events, which share a source. */
    List<Answer> send(String writeKey, List<byte[]> events) throws IOException, InterruptedException {
        return send(writeKey, NOTHING_TAKEN, events);
    }

    /**
     * As {@link #send(String, List)}, for events that were stored without what their source's policy took.
     *
     * @param privacy what that was, so that it is not missed
     */
    List<Answer> send(String writeKey, String privacy, List<byte[]> events) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(door)
                .header("X-Privacy", privacy)
                .timeout(PATIENCE)
                .header("Authorization", "Basic " + base64(writeKey + ":"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body(events)))
                .build();
        String last = "";
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            long wait = Math.min(PAUSE_MILLIS_MAX, 500L << attempt);
            @Nullable HttpResponse<String> answer = null;
            try {
                answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            } catch (IOException gone) {
                last = gone.toString();
            }
            if (answer != null) {
                int status = answer.statusCode();
                if (status == 200) {
                    return answers(answer.body(), events.size());
                }
                if (status == 413) {
                    return tooLarge(writeKey, privacy, events);
                }
                last = "it answers " + status + " " + reason(answer.body());
                if (status != 408 && status != 429 && status < 500) {
                    break;
                }
                wait = asked(answer, wait);
            }
            if (attempt < ATTEMPTS_MAX) {
                pause.of(wait);
            }
        }
        throw new IOException("the edge at " + door + " does not take events: " + last
                + "; what it took until now it has, run the command again for the rest");
    }

    /** Nobody makes us wait for hours. */
    private static long asked(HttpResponse<String> answer, long otherwise) {
        String seconds = answer.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("\\d{1,6}") ? Math.min(PAUSE_MILLIS_MAX, Long.parseLong(seconds) * 1_000) : otherwise;
    }

    /** A batch over the edge's limit goes in halves; an event over it is as good as rejected. */
    private List<Answer> tooLarge(String writeKey, String privacy, List<byte[]> events)
            throws IOException, InterruptedException {
        if (events.size() == 1) {
            return List.of(new Answer("refused", "too_large"));
        }
        List<Answer> answers = new ArrayList<>(send(writeKey, privacy, events.subList(0, events.size() / 2)));
        answers.addAll(send(writeKey, privacy, events.subList(events.size() / 2, events.size())));
        return answers;
    }

    private List<Answer> answers(String body, int size) throws IOException {
        List<Answer> answers = new ArrayList<>(Collections.nCopies(size, new Answer("accepted", "")));
        JsonNode answer = JSON.readTree(body);
        if (!answer.path("success").asBoolean() || !answer.path("results").isArray()) {
            throw new IOException("what answers at " + door + " is no edge of ours");
        }
        for (JsonNode result : answer.path("results")) {
            int index = result.path("index").asInt(-1);
            if (index < 0 || index >= size) {
                throw new IOException("what answers at " + door + " is no edge of ours");
            }
            answers.set(
                    index,
                    new Answer(
                            result.path("outcome").asText(),
                            result.path("reason").asText("")));
        }
        return answers;
    }

    private static String reason(String body) {
        try {
            return JSON.readTree(body).path("reason").asText("");
        } catch (JsonProcessingException notOurs) {
            return "";
        }
    }

    private static byte[] body(List<byte[]> events) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"batch\":[".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                body.write(',');
            }
            body.writeBytes(events.get(i));
        }
        body.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
