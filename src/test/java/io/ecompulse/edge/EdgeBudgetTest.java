package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** I6: what the process holds unanswered counts with all that it grows to, and is bounded. */
class EdgeBudgetTest {
    private static final String CONTEXT = "{\"a\":\"" + "x".repeat(4_000) + "\"}";
    private static final int EVENTS = 100;

    private static final int MIB = 1024 * 1024;
    private static final int BUDGET = 3 * MIB;

    private final TestEdge edge = TestEdge.start(budget(
            BUDGET,
            "edge.body.bytes.max",
            "1MiB",
            "edge.body.inflated.bytes.max",
            "1MiB",
            "edge.batch.expanded.bytes.max",
            "600KiB",
            "edge.batch.events.max",
            Integer.toString(EVENTS)));
    private final List<Socket> fillers = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket filler : fillers) {
            filler.close();
        }
        await().untilAsserted(() -> edge.assertNothingHeld());
        edge.close();
    }

    /** Settings of an edge that may start with so small a budget. */
    static String[] budget(long bytes, String... more) {
        return Stream.concat(
                        Stream.of(
                                "edge.inflight.bytes.max", Long.toString(bytes),
                                "edge.body.bytes.max", "900",
                                "edge.body.inflated.bytes.max", "900",
                                "edge.batch.expanded.bytes.max", "2000",
                                "edge.batch.events.max", "1"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void holdsAllThatABatchGrowsTo() {
        edge.journal.hold();
        String body = growing("batch", "a");
        CompletableFuture<HttpResponse<String>> answer = postLater(body);
        await().until(() -> edge.journal.heldAppends() == 1);

        assertThat(edge.heldBytes())
                .isGreaterThanOrEqualTo(body.length() + edge.journal.heldBytes())
                .isLessThan(body.length() + edge.journal.heldBytes() + EVENTS * 1024);
        edge.journal.acknowledge(0);
        assertThat(answer.join().statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"0,200", "1,429"})
    void takesABatchThatFitsWithAllItGrowsToAndRefusesOneByteMore(int over, int status) throws IOException {
        fill(BUDGET - neededOverHttp() + over);

        HttpResponse<String> answer = edge.post("/v1/batch", growing("batch", "b"));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(edge.journal.ids()).hasSize(status == 200 ? 2 * EVENTS : EVENTS);
        if (status == 429) {
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(answer.body()).contains("\"reason\":\"overloaded\"", "\"retryAfterMs\":");
        }
    }

    @ParameterizedTest
    @CsvSource({"0,ack", "1,nack"})
    void nacksAStreamsBatchThatGrowsOneByteTooLarge(int over, String type) throws IOException {
        fill(BUDGET - neededOnAStream() + over);

        JsonObject answer = streamed("b");

        assertThat(answer.getString("type")).isEqualTo(type);
        assertThat(edge.journal.ids()).hasSize(over == 0 ? 2 * EVENTS : EVENTS);
        if (over > 0) {
            assertThat(answer.getString("reason")).isEqualTo("overloaded");
            assertThat(answer.getInteger("retryAfterMs")).isPositive();
        }
    }

    @Test
    void givesAllBackWhenTheAppendFails() {
        edge.journal.failWith(JournalUnavailable.failed("away", new IllegalStateException()));

        HttpResponse<String> refused = edge.post("/v1/batch", growing("batch", "a"));
        JsonObject nack = streamed("b");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(nack.getString("reason")).isEqualTo("journal_unavailable");
        await().untilAsserted(() -> edge.assertNothingHeld());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"batch\",\"seq\":1,\"events\":7}", "nonsense"})
    void holdsAFrameThatNoEventCouldBeReadFromUntilItIsKept(String frame) {
        StreamClient client = StreamClient.welcomed(edge);
        edge.journal.hold();
        client.say(frame);
        await().until(() -> edge.journal.heldAppends() == 1);

        assertThat(edge.heldBytes()).isGreaterThan(frame.length());
        edge.journal.acknowledge(0);
        await().untilAsserted(() -> edge.assertNothingHeld());
        assertThat(edge.journal.values(JournalTopic.FAILED)).containsExactly(frame);
    }

    @Test
    void staysUnderTheBudgetHoweverManyRequestsGrow() {
        edge.journal.hold();

        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 60)
                .mapToObj(i -> postLater(growing("batch", "r" + i)))
                .toList();
        // Every other one has its answer, while those in flight still wait for the journal.
        await().until(() ->
                answers.stream().filter(CompletableFuture::isDone).count() + edge.journal.heldAppends() == 60);

        assertThat(edge.journal.heldAppends()).isBetween(1, 6);
        assertThat(edge.journal.heldBytes()).isLessThan(BUDGET);
        assertThat(edge.heldBytes()).isLessThanOrEqualTo(BUDGET);
        assertThat(answers.stream().filter(CompletableFuture::isDone))
                .allMatch(done -> done.join().statusCode() == 429);
        while (edge.journal.heldAppends() > 0) {
            edge.journal.acknowledge(0);
        }
        assertThat(answers)
                .allMatch(answer ->
                        answer.join().statusCode() == 200 || answer.join().statusCode() == 429);
    }

    private long neededOverHttp() {
        edge.journal.hold();
        CompletableFuture<HttpResponse<String>> answer = postLater(growing("batch", "a"));
        await().until(() -> edge.journal.heldAppends() == 1);
        long needed = edge.heldBytes();
        edge.journal.acknowledge(0);
        edge.journal.recover();
        answer.join();
        await().untilAsserted(() -> edge.assertNothingHeld());
        return needed;
    }

    private long neededOnAStream() {
        edge.journal.hold();
        StreamClient client = StreamClient.welcomed(edge);
        client.say(growing("type\":\"batch\",\"seq\":1,\"events", "a"));
        await().until(() -> edge.journal.heldAppends() == 1);
        long needed = edge.heldBytes();
        edge.journal.acknowledge(0);
        edge.journal.recover();
        client.next();
        client.close();
        await().untilAsserted(() -> edge.assertNothingHeld());
        return needed;
    }

    private JsonObject streamed(String id) {
        StreamClient client = StreamClient.welcomed(edge);
        client.say(growing("type\":\"batch\",\"seq\":1,\"events", id));
        JsonObject answer = client.nextJson();
        client.close();
        return answer;
    }

    /** Takes this much of the budget by bodies that never end. */
    private void fill(long bytes) throws IOException {
        long rest = bytes;
        while (rest > 0) {
            Socket filler = new Socket(InetAddress.getLoopbackAddress(), edge.edge.port());
            fillers.add(filler);
            // A small announcement is believed; of a large one, what came counts.
            int taken = (int) Math.min(rest, MIB - 1);
            int sent = taken < 64 * 1024 ? 0 : taken;
            String head = "POST /v1/m HTTP/1.1\r\nHost: a\r\nContent-Length: " + (sent == 0 ? taken : taken + 1);
            filler.getOutputStream().write(utf8(head + "\r\n\r\n" + " ".repeat(sent)));
            rest -= taken;
        }
        await().until(() -> edge.heldBytes() == bytes);
    }

    private CompletableFuture<HttpResponse<String>> postLater(String body) {
        return edge.client.sendAsync(
                edge.request("/v1/batch?k=dev-write-key")
                        .POST(BodyPublishers.ofByteArray(utf8(body)))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Few bytes on the wire, of which each event is given 4 KB. */
    private static String growing(String list, String id) {
        String events =
                IntStream.range(0, EVENTS).mapToObj(i -> track(id + "-" + i)).collect(Collectors.joining(","));
        return "{\"context\":" + CONTEXT + ",\"" + list + "\":[" + events + "]}";
    }
}
