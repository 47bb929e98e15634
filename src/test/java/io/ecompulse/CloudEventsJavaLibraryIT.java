package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.ecompulse.faults.FaultyHttp;
import io.ecompulse.faults.HttpFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The CloudEvents library for Java, unmodified. It writes messages and sends nothing: here the JDK's client sends them, again
 * and again until they are taken, as the application that uses the library has to.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CloudEventsJavaLibraryIT {
    private static final URI SOURCE = URI.create("/shop");
    private static final int EVENTS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> given = new ArrayList<>();
    /** What meets the next requests; after them the line is sound. */
    private final Queue<HttpFault> faults = new ConcurrentLinkedQueue<>();

    private enum Mode {
        BINARY,
        STRUCTURED,
        /** The library has no writer for it: the application puts what its format makes into an array. */
        BATCH
    }

    @Test
    void everyEventIsStoredOnceThroughRefusalsLostAnswersAndARestart(@TempDir Path folder) throws Exception {
        RunningShop shop = new RunningShop(folder);
        FaultyHttp line = new FaultyHttp(shop.httpPort());
        try {
            line.schedule(request -> faults.isEmpty() ? HttpFault.NONE : faults.remove());
            URI events = URI.create("http://127.0.0.1:" + line.port() + "/events");

            for (Mode mode : Mode.values()) {
                for (HttpRequest request : write(mode, events)) {
                    deliver(request);
                }
                for (HttpRequest request : write(mode, events)) {
                    faults.addAll(List.of(
                            HttpFault.TOO_MANY_REQUESTS,
                            HttpFault.SLOW_DOWN,
                            HttpFault.CUT_REQUEST,
                            HttpFault.LOSE_ANSWER));
                    deliver(request);
                }
            }
            shop = restartUnder(events, shop);

            shop.awaitStored(given.stream().sorted().toArray(String[]::new));
            // The last answers were lost before the restart: the edge forgot these events, only the readers can know
            // them.
            int again = shop.topic("ecompulse.events").size() - given.size();
            assertThat(again).isPositive();
            assertBooks(shop, given.size(), again);
            assertThat(shop.sql("select distinct protocol, event_name, user_id from events")
                            .toString())
                    .isEqualTo("[[\"cloudevents\",\"Order Completed\",\"u-1\"]]");
        } finally {
            line.close();
            shop.close();
        }
    }

    /** Messages of every mode are taken but not answered, and sent again while the only server is away and after it. */
    private RunningShop restartUnder(URI events, RunningShop shop) throws Exception {
        List<HttpRequest> open = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (HttpRequest request : write(mode, events)) {
                faults.add(HttpFault.LOSE_ANSWER);
                assertThat(isTaken(request)).isFalse();
                open.add(request);
            }
            open.addAll(write(mode, events));
        }
        int port = shop.httpPort();
        shop.close();
        assertThat(isTaken(open.get(0))).isFalse();
        CompletableFuture<Void> delivered = CompletableFuture.runAsync(() -> open.forEach(this::deliver));
        RunningShop again = new RunningShop(
                shop.folder(), Map.of("edge.http.port", Integer.toString(port)), InstantSource.system());
        delivered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return again;
    }

    private static void assertBooks(RunningShop shop, int stored, int duplicates) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode books = shop.get("/api/v1/books");
            assertThat(books.path("stored").asInt()).as(books.toString()).isEqualTo(stored);
            assertThat(books.path("duplicates").asInt()).as(books.toString()).isEqualTo(duplicates);
        });
    }

    private void deliver(HttpRequest request) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> isTaken(request));
    }

    private boolean isTaken(HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException noAnswer) {
            return false;
        }
    }

    private List<HttpRequest> write(Mode mode, URI events) {
        List<CloudEvent> orders = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            orders.add(order());
        }
        return switch (mode) {
            case BINARY ->
                orders.stream()
                        .map(order -> message(events, MessageWriter::writeBinary, order))
                        .toList();
            case STRUCTURED ->
                orders.stream()
                        .map(order -> message(
                                events,
                                (writer, event) -> writer.writeStructured(event, JsonFormat.CONTENT_TYPE),
                                order))
                        .toList();
            case BATCH -> List.of(batch(events, orders));
        };
    }

    private CloudEvent order() {
        String id = UUID.randomUUID().toString();
        given.add(SOURCE + " " + id);
        String data = "{\"order_id\":\"" + id + "\",\"userId\":\"u-1\",\"revenue\":12.50,\"currency\":\"EUR\"}";
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(SOURCE)
                .withType("Order Completed")
                .withData("application/json", data.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private interface Writing {
        void write(MessageWriter<?, ?> writer, CloudEvent event);
    }

    private static HttpRequest message(URI events, Writing writing, CloudEvent event) {
        HttpRequest.Builder request = request(events);
        writing.write(
                HttpMessageFactory.createWriter(
                        request::header, body -> request.POST(BodyPublishers.ofByteArray(body))),
                event);
        return request.build();
    }

    private static HttpRequest batch(URI events, List<CloudEvent> orders) {
        JsonFormat format = new JsonFormat();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (CloudEvent order : orders) {
            body.write(body.size() == 0 ? '[' : ',');
            body.writeBytes(format.serialize(order));
        }
        body.write(']');
        return request(events)
                .header("Content-Type", "application/cloudevents-batch+json")
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
    }

    private static HttpRequest.Builder request(URI events) {
        return HttpRequest.newBuilder(events)
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer dev-write-key");
    }
}
