package io.ecompulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the running server answers is what docs/openapi.yaml says. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OpenApiIT {
    private static final Map<String, List<String>> QUESTIONS = Map.ofEntries(
            Map.entry(
                    "totals",
                    List.of("", "?from=2026-01-01", "?from=2026-01-01&to=2026-01-02&tz=Europe/Berlin&bots=exclude")),
            Map.entry(
                    "series",
                    List.of(
                            "?metric=revenue:EUR&grain=day&from=2026-10-20&to=2026-10-30&tz=Europe/Berlin",
                            "?metric=visitors&grain=day&from=2026-10-24&to=2026-10-26&tz=Europe/Berlin",
                            "?grain=hour&from=2026-11-20")),
            Map.entry("top", List.of("?kind=products_bought", "?kind=products_viewed&limit=3")),
            Map.entry("funnel", List.of("", "?from=2026-01-01")),
            Map.entry("books", List.of("")),
            Map.entry(
                    "events/recent",
                    List.of("", "?name=Order%20Completed&limit=1", "?outcome=rejected", "?visitor=a&limit=2")),
            Map.entry("sources", List.of("")),
            Map.entry("trace", List.of("?id=v1", "?id=bad", "?id=nothing&records=10")),
            Map.entry("lake", List.of("")),
            Map.entry("warehouse", List.of("")));
    private static final Map<String, String> WRONG = Map.of(
            "totals", "?from=soon",
            "series", "?metric=joy&grain=year",
            "top", "?limit=0",
            "funnel", "?to=2026-01-01",
            "books", "?form=2026",
            "trace", "?id=",
            "events/recent", "?limit=100000&outcome=lost");

    @TempDir
    private static Path folder;

    private static RunningShop shop;
    private static JsonNode document;

    @BeforeAll
    static void start() throws Exception {
        document = new YAMLMapper().readTree(Path.of("docs/openapi.yaml").toFile());
        shop = new RunningShop(folder);
        shop.send(
                "{\"type\":\"track\",\"event\":\"Product Viewed\",\"messageId\":\"v1\",\"anonymousId\":\"a\","
                        + "\"properties\":{\"product_id\":\"p1\"}}",
                "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"o1\",\"anonymousId\":\"a\","
                        + "\"properties\":{\"order_id\":\"o-1\",\"revenue\":25.5,\"currency\":\"EUR\","
                        + "\"products\":[{\"product_id\":\"p1\",\"quantity\":2,\"price\":12.75}]}}");
        shop.send("{\"type\":\"shout\",\"messageId\":\"bad\",\"anonymousId\":\"jane@shop.example\"}");
        shop.awaitStored("o1", "v1");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> json(ask("GET", "totals", "")).path("orders").asInt() == 1);
    }

    @AfterAll
    static void stop() throws Exception {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void everyAnswerIsAsDocumented() throws Exception {
        List<String> seen = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            String name = path.getKey().substring("/api/v1/".length());
            for (String query : QUESTIONS.getOrDefault(name, List.of())) {
                assertDocumented(name, "get", ask("GET", name + query, ""), 200);
                seen.add(name);
            }
        }
        assertDocumented("sql", "post", ask("POST", "sql", "select event_id from events"), 200);

        assertThat(seen).containsAll(QUESTIONS.keySet());
    }

    @Test
    void everyRefusalIsAsDocumented() throws Exception {
        for (Map.Entry<String, String> wrong : WRONG.entrySet()) {
            assertDocumented(wrong.getKey(), "get", ask("GET", wrong.getKey() + wrong.getValue(), ""), 400);
            assertDocumented(wrong.getKey(), "get", ask("GET", wrong.getKey() + "?source=other", ""), 403);
        }
        assertDocumented("sql", "post", ask("POST", "sql", "drop table events"), 400);
        assertThat(json(ask("GET", "top?limit=0", "")).path("error").asText())
                .contains("kind is missing")
                .contains("limit must be a whole number from 1 to 100");
    }

    @Test
    void whatIsHeldIsNotSentAgain() throws Exception {
        String tag = ask("GET", "books", "").headers().firstValue("etag").orElseThrow();

        HttpResponse<String> again = HttpClient.newHttpClient()
                .send(request("books").header("If-None-Match", tag).build(), BodyHandlers.ofString());

        assertThat(again.statusCode()).isEqualTo(304);
    }

    @Test
    void theNumbersAreThoseOfWhatWasSent() throws Exception {
        JsonNode books = json(ask("GET", "books", ""));
        JsonNode top = json(ask("GET", "top?kind=products_bought", ""));
        JsonNode steps = json(ask("GET", "funnel", "")).path("steps");

        assertThat(books.path("accepted").asInt()).isEqualTo(2);
        assertThat(books.path("unaccounted").asInt()).isZero();
        assertThat(top.path("items").toString()).isEqualTo("[{\"name\":\"p1\",\"count\":2}]");
        assertThat(steps.findValuesAsText("visitors")).containsExactly("1", "0", "0", "1");
    }

    @Test
    void theTailTellsWhatBecameOfEachEvent() throws Exception {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> json(ask("GET", "events/recent?outcome=rejected", ""))
                                .path("events")
                                .size()
                        == 1);
        JsonNode rejected =
                json(ask("GET", "events/recent?outcome=rejected", "")).at("/events/0");
        JsonNode ofVisitor = json(ask("GET", "events/recent?visitor=a", "")).path("events");

        assertThat(rejected.path("id").asText()).isEqualTo("bad");
        assertThat(rejected.path("reason").asText()).isNotEmpty();
        assertThat(rejected.path("detail").asText()).isNotEmpty();
        assertThat(rejected.path("visitor").asText()).isEqualTo("j…@….example");
        assertThat(ofVisitor.findValuesAsText("id")).containsExactlyInAnyOrder("v1", "o1");
        assertThat(ofVisitor.findValuesAsText("visitor")).containsOnly("…");
    }

    @Test
    void theSocketTellsSnapshotsAsDocumented() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        StringBuilder text = new StringBuilder();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer dev-read-token")
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + shop.managementPort() + "/api/v1/live"),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                                text.append(data);
                                if (last) {
                                    heard.complete(text.toString());
                                }
                                from.request(1);
                                return CompletableFuture.completedStage(null);
                            }
                        })
                .get(10, TimeUnit.SECONDS);

        JsonNode snapshot = new ObjectMapper().readTree(heard.get(20, TimeUnit.SECONDS));
        socket.abort();

        assertThat(faults("#/components/schemas/Snapshot", snapshot)).isEmpty();
        assertThat(snapshot.path("today").path("orders").asInt()).isEqualTo(1);
        assertThat(snapshot.path("vitals").path("checks")).isNotEmpty();
    }

    private static void assertDocumented(String name, String method, HttpResponse<String> answer, int status)
            throws Exception {
        assertThat(answer.statusCode()).as(name + ": " + answer.body()).isEqualTo(status);
        JsonNode response =
                document.at("/paths/~1api~1v1~1" + name.replace("/", "~1") + "/" + method + "/responses/" + status);
        if (response.has("$ref")) {
            response = document.at(response.path("$ref").asText().substring(1));
        }
        JsonNode schema = response.at("/content/application~1json/schema/$ref");
        assertThat(schema.isTextual()).as(name + " documents " + status).isTrue();
        assertThat(faults(schema.asText(), json(answer)))
                .as(name + ": " + answer.body())
                .isEmpty();
    }

    private static List<Error> faults(String reference, JsonNode value) {
        ObjectNode schema = new ObjectMapper().createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$ref", reference);
        schema.set("components", document.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(value);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }

    private static HttpResponse<String> ask(String method, String question, String body) throws Exception {
        HttpRequest request =
                request(question).method(method, BodyPublishers.ofString(body)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String question) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shop.managementPort() + "/api/v1/" + question))
                .header("Authorization", "Bearer dev-read-token");
    }
}
