package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stream's protocol, with a real WebSocket client. */
class EdgeStreamTest {
    private TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        await().untilAsserted(() -> edge.assertNothingHeld());
        edge.close();
    }

    private void restart(String... settings) {
        edge.close();
        edge = TestEdge.start(settings);
    }

    @Test
    void welcomesAKnownKeyAndAcksABatch() {
        StreamClient client = StreamClient.connect(edge);

        client.say(StreamClient.HELLO);
        assertThat(client.next())
                .isEqualTo(
                        "{\"type\":\"welcome\",\"credit\":{\"events\":5000,\"bytes\":4194304},\"maxFrameBytes\":1048576,"
                                + "\"heartbeatMs\":25000}");
        client.batch(1, track("a"), track("a"), "{}");

        assertThat(client.next())
                .isEqualTo(
                        "{\"type\":\"ack\",\"seq\":1,\"accepted\":1,\"duplicates\":1,\"rejected\":1,\"durability\":\"journal\","
                                + "\"results\":[{\"index\":1,\"id\":\"a\",\"outcome\":\"duplicate\"},{\"index\":2,\"outcome\":\"rejected\",\"reason\":\"unknown_type\",\"detail\":\"type"
                                + " is none of track, page, screen, identify, group, alias\"}],"
                                + "\"credit\":{\"events\":5000,\"bytes\":4194304}}");
        assertThat(client.subProtocol()).isEqualTo("ecompulse.v1");
        assertThat(edge.journal.values(JournalTopic.EVENTS).get(0))
                .contains("\"source\":\"dev\",\"protocol\":\"stream\"")
                .endsWith("\"event\":" + track("a") + "}");
    }

    @Test
    void addsTheFramesSentAtToItsEvents() {
        StreamClient client = StreamClient.welcomed(edge);

        client.say(
                "{\"type\":\"batch\",\"seq\":0,\"sentAt\":\"2026-03-01T11:00:00Z\",\"events\":[" + track("a") + "]}");

        assertThat(client.nextJson().getString("type")).isEqualTo("ack");
        assertThat(edge.journal.values(JournalTopic.EVENTS).get(0))
                .contains("\"event\":{\"sentAt\":\"2026-03-01T11:00:00Z\",\"type\"");
    }

    @Test
    void noBatchPassesALongOneOnItsWayToTheJournal() {
        StreamClient client = StreamClient.welcomed(edge);
        // With the context of all in each of them, the first batch is judged in several turns of the event loop.
        String[] events =
                IntStream.range(0, 600).mapToObj(i -> track("long-" + i)).toArray(String[]::new);
        String context = "\"context\":{\"pad\":\"" + "x".repeat(4_000) + "\"}";

        client.say("{\"type\":\"batch\",\"seq\":1," + context + ",\"events\":[" + String.join(",", events) + "]}");
        client.batch(2, track("second"));
        client.batch(3, track("third"));

        for (int seq = 1; seq <= 3; seq++) {
            assertThat(client.nextJson().getInteger("seq")).isEqualTo(seq);
        }
        assertThat(edge.journal.ids())
                .hasSize(602)
                .startsWith("long-0", "long-1")
                .endsWith("long-599", "second", "third");
    }

    @Test
    void acksOnlyAfterTheAppendAndInTheOrderOfSeq() {
        StreamClient client = StreamClient.welcomed(edge);
        edge.journal.hold();
        client.batch(1, track("a"));
        client.batch(2, track("b"));
        client.batch(3, track("c"));
        await().until(() -> edge.journal.heldAppends() == 3);

        edge.journal.acknowledge(2);
        edge.journal.acknowledge(1);
        await().pollDelay(Duration.ofMillis(150)).until(client::heardNothing);
        edge.journal.acknowledge(0);

        assertThat(client.nextJson().getInteger("seq")).isEqualTo(1);
        assertThat(client.nextJson().getInteger("seq")).isEqualTo(2);
        assertThat(client.nextJson().getInteger("seq")).isEqualTo(3);
    }

    @Test
    void nacksWhatTheJournalDidNotConfirmAndTakesItAgainLater() {
        StreamClient client = StreamClient.welcomed(edge);
        edge.journal.failWith(JournalUnavailable.failed("away", new IllegalStateException()));

        client.batch(1, track("a"));
        JsonObject nack = client.nextJson();
        edge.journal.recover();
        client.batch(2, track("a"));

        assertThat(nack.getString("type")).isEqualTo("nack");
        assertThat(nack.getInteger("seq")).isEqualTo(1);
        assertThat(nack.getString("reason")).isEqualTo("journal_unavailable");
        assertThat(nack.getInteger("retryAfterMs")).isBetween(10_000, 15_000);
        assertThat(client.nextJson().getInteger("accepted")).isEqualTo(1);
    }

    @Test
    void nacksForGoodWhatWillNeverFit() {
        restart("edge.batch.events.max", "2");
        StreamClient client = StreamClient.welcomed(edge);

        client.batch(1, track("a"), track("b"));
        client.batch(2, track("c"), track("d"), track("e"));
        client.batch(3, track("f"));

        assertThat(client.nextJson().getString("type")).isEqualTo("ack");
        JsonObject nack = client.nextJson();
        assertThat(nack.getString("reason")).isEqualTo("too_many_events");
        assertThat(nack.containsKey("retryAfterMs")).isFalse();
        assertThat(client.nextJson().getInteger("seq")).isEqualTo(3);
    }

    @Test
    void joinsTheFramesOfOneMessage() {
        StreamClient client = StreamClient.welcomed(edge);
        String text = "{\"type\":\"batch\",\"seq\":1,\"events\":[" + track("a") + "]}";

        client.say(WebSocketFrame.textFrame(text.substring(0, 30), false));
        client.say(WebSocketFrame.pingFrame(Buffer.buffer("between")));
        client.say(WebSocketFrame.continuationFrame(Buffer.buffer(text.substring(30)), true));

        assertThat(client.nextJson().getInteger("accepted")).isEqualTo(1);
    }

    @Test
    void pausesAClientThatExceedsItsCredit() {
        restart("edge.stream.credit.events", "2");
        StreamClient client = StreamClient.welcomed(edge);
        edge.journal.hold();

        for (int seq = 1; seq <= 6; seq++) {
            client.batch(seq, track("e" + seq));
        }
        await().until(() -> edge.journal.heldAppends() == 3); // The batch that exceeds it is still taken.
        await().pollDelay(Duration.ofMillis(150)).until(() -> edge.journal.heldAppends() == 3);

        for (int seq = 1; seq <= 6; seq++) {
            await().until(() -> edge.journal.heldAppends() > 0);
            edge.journal.acknowledge(0);
            assertThat(client.nextJson().getInteger("seq")).isEqualTo(seq);
        }
    }

    @Test
    void asksToComeLaterWhenTheProcessHoldsTooMuch() {
        restart(EdgeBudgetTest.budget(6_000));
        StreamClient client = StreamClient.welcomed(edge);

        client.say(padded(1, 6_000)); // All of it may come, but then there is no room for what it becomes.
        assertThat(client.nextJson().getString("type")).isEqualTo("nack");
        client.say(padded(2, 6_001));

        JsonObject error = client.nextJson();
        assertThat(error.getString("reason")).isEqualTo("overloaded");
        assertThat(error.getInteger("retryAfterMs")).isPositive();
        assertThat(client.next()).isEqualTo("closed 1013");
    }

    @Test
    void sendsClientsElsewhereWhenItDrainsButAcksFirst() {
        StreamClient client = StreamClient.welcomed(edge);
        edge.journal.hold();
        client.batch(1, track("a"));
        await().until(() -> edge.journal.heldAppends() == 1);

        Future<Void> drained = edge.edge.drain(Duration.ofSeconds(10));
        JsonObject goaway = client.nextJson();
        client.batch(2, track("b"));
        edge.journal.acknowledge(0);

        assertThat(goaway.getString("type")).isEqualTo("goaway");
        assertThat(goaway.getString("reason")).isEqualTo("draining");
        assertThat(goaway.getInteger("reconnectAfterMs")).isBetween(0, 9_999);
        assertThat(client.nextJson().getInteger("seq")).isEqualTo(1);
        String last = client.next();
        if (!last.startsWith("closed")) { // The second batch may or may not arrive before the close.
            assertThat(new JsonObject(last).getString("reason")).isEqualTo("draining");
            last = client.next();
        }
        assertThat(last).isEqualTo("closed 1012");
        TestEdge.await(drained);
        assertThat(edge.journal.ids()).containsExactly("a");
    }

    @Test
    void countsOpenStreams() {
        StreamClient client = StreamClient.welcomed(edge);
        assertThat(edge.registry.get("ecompulse.open.streams").gauge().value()).isEqualTo(1);

        client.close();

        await().until(() -> edge.registry.get("ecompulse.open.streams").gauge().value() == 0);
    }

    @Test
    void keepsAQuietClientAliveByPings() {
        restart("edge.stream.heartbeat", "400ms", "edge.http.idle.timeout", "2s");
        StreamClient client = StreamClient.welcomed(edge);

        await().pollDelay(Duration.ofMillis(2_500)).until(client::heardNothing);
        client.batch(1, track("a"));

        assertThat(client.nextJson().getInteger("accepted")).isEqualTo(1);
    }

    private static String padded(long seq, int length) {
        String text = "{\"type\":\"batch\",\"seq\":" + seq + ",\"events\":[" + track("p" + seq) + "]}";
        return text + " ".repeat(length - text.length());
    }
}
