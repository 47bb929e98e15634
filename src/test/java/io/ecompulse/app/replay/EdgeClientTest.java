package io.ecompulse.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.ecompulse.app.replay.EdgeClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EdgeClientTest {
    private static final String TAKEN = "{\"success\":true,\"accepted\":2,\"results\":[]}";

    private final Deque<Reply> replies = new ArrayDeque<>();
    private final List<String> bodies = new ArrayList<>();
    private final List<String> privacies = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();
    private HttpServer server;
    private EdgeClient edge;

    private record Reply(int status, String body) {}

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/batch", exchange -> {
            privacies.add(exchange.getRequestHeaders().getFirst("X-Privacy"));
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Reply reply = replies.size() > 1 ? replies.pop() : replies.peek();
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Retry-After", "3");
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        edge = new EdgeClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), pauses::add);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private List<Answer> send(String... events) throws Exception {
        List<byte[]> bytes = new ArrayList<>();
        for (String event : events) {
            bytes.add(event.getBytes(StandardCharsets.UTF_8));
        }
        return edge.send("key", bytes);
    }

    @Test
    void saysWhatWasTakenFromWhatItSendsInHalvesToo() throws Exception {
        replies.add(new Reply(413, "{}"));
        replies.add(new Reply(200, "{\"success\":true,\"results\":[]}"));

        edge.send(
                "key",
                "strip_ids",
                List.of("{}".getBytes(StandardCharsets.UTF_8), "{}".getBytes(StandardCharsets.UTF_8)));

        assertThat(privacies).containsExactly("strip_ids", "strip_ids", "strip_ids");
    }

    @Test
    void everyEventHasItsAnswer() throws Exception {
        replies.add(new Reply(
                200,
                "{\"success\":true,\"results\":[{\"index\":1,\"outcome\":\"duplicate\"},"
                        + "{\"index\":2,\"outcome\":\"rejected\",\"reason\":\"too_deep\"}]}"));

        assertThat(send("{}", "{\"a\":1}", "{}"))
                .containsExactly(
                        new Answer("accepted", ""), new Answer("duplicate", ""), new Answer("rejected", "too_deep"));
        assertThat(bodies).containsExactly("{\"batch\":[{},{\"a\":1},{}]}");
    }

    @Test
    void anEdgeThatAsksToComeAgainIsAskedAgain() throws Exception {
        replies.add(new Reply(503, "{\"success\":false,\"reason\":\"overloaded\"}"));
        replies.add(new Reply(200, TAKEN));

        assertThat(send("{}")).containsExactly(new Answer("accepted", ""));
        assertThat(pauses).containsExactly(3_000L);
    }

    @Test
    void anEdgeThatNeverTakesItEndsTheRun() {
        replies.add(new Reply(503, "{\"success\":false,\"reason\":\"overloaded\"}"));

        assertThatThrownBy(() -> send("{}")).hasMessageContaining("503 overloaded");
        assertThat(bodies).hasSize(8);
        assertThat(pauses).hasSize(7);
    }

    @Test
    void aKeyThatNobodyKnowsEndsTheRunAtOnce() {
        replies.add(new Reply(401, "no JSON"));

        assertThatThrownBy(() -> send("{}")).hasMessageContaining("401");
        assertThat(bodies).hasSize(1);
    }

    @Test
    void aBatchThatIsTooLargeGoesInHalvesAndAnEventThatIsIsRefused() throws Exception {
        replies.add(new Reply(413, ""));
        replies.add(new Reply(200, TAKEN));
        replies.add(new Reply(413, ""));

        assertThat(send("1", "2")).containsExactly(new Answer("accepted", ""), new Answer("refused", "too_large"));
        assertThat(bodies).containsExactly("{\"batch\":[1,2]}", "{\"batch\":[1]}", "{\"batch\":[2]}");
    }

    @Test
    void anotherServersAnswerIsNotTakenForOurs() {
        replies.add(new Reply(200, "{\"ok\":true}"));
        assertThatThrownBy(() -> send("{}")).hasMessageContaining("no edge of ours");

        replies.clear();
        replies.add(new Reply(200, "{\"success\":true,\"results\":[{\"index\":1}]}"));
        assertThatThrownBy(() -> send("{}")).hasMessageContaining("no edge of ours");
    }

    @Test
    void nobodyThereEndsTheRunAfterItsAttempts() {
        server.stop(0);

        assertThatThrownBy(() -> send("{}")).isInstanceOf(IOException.class);
        assertThat(pauses).hasSize(7);
    }
}
