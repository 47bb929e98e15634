package io.ecompulse.edge;

import static io.ecompulse.edge.RawStream.frame;
import static io.ecompulse.edge.TestEdge.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client may do to a stream before it is closed, and how many streams there may be. */
class EdgeStreamLimitsTest {
    private static final int FIN = 0x80;
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
    void forgivesAsManyOverrunsOfTheCreditAsConfigured() {
        restart("edge.stream.credit.events", "1", "edge.stream.overruns.max", "2");
        RawStream client = RawStream.welcomed(edge);
        edge.journal.hold();

        client.batch(1, track("a"));
        client.batch(2, track("b"));
        client.batch(3, track("c"));
        for (int seq = 1; seq <= 3; seq++) {
            await().until(() -> edge.journal.heldAppends() > 0);
            edge.journal.acknowledge(0);
            assertThat(client.next()).contains("\"ack\",\"seq\":" + seq);
        }

        assertThat(edge.counter("ecompulse.exceeded.credits")).isEqualTo(2);
        client.close();
    }

    @Test
    void closesAClientThatExceedsItsCreditOnceTooOften() {
        restart("edge.stream.credit.events", "1", "edge.stream.overruns.max", "1");
        RawStream client = RawStream.welcomed(edge);
        edge.journal.hold();

        client.batch(1, track("a"));
        client.batch(2, track("b"));
        client.batch(3, track("c"));
        await().until(() -> edge.journal.heldAppends() == 2);
        edge.journal.acknowledge(0);

        assertThat(client.next()).contains("\"seq\":1");
        assertThat(client.next()).contains("\"rate_limited\"");
        assertThat(client.next()).isEqualTo("close 1008");
        assertThat(edge.counter("ecompulse.closed.streams", "reason", "credit_exceeded"))
                .isEqualTo(1);
        edge.journal.acknowledge(0);
        edge.journal.acknowledge(0);
        client.close();
    }

    @Test
    void takesABatchThatAloneExceedsTheCredit() {
        restart("edge.stream.credit.events", "1", "edge.stream.overruns.max", "0");
        RawStream client = RawStream.welcomed(edge);

        client.batch(1, track("a") + "," + track("b"));

        assertThat(client.next()).contains("\"accepted\":2");
        client.close();
    }

    @Test
    void countsTheBytesOfBatchesAgainstTheCredit() {
        restart("edge.stream.credit.bytes", "150", "edge.stream.overruns.max", "0");
        RawStream client = RawStream.welcomed(edge);
        edge.journal.hold();

        client.batch(1, track("a"));
        client.batch(2, track("b"));

        assertThat(client.next()).contains("\"rate_limited\"");
        assertThat(client.next()).isEqualTo("close 1008");
        await().until(() -> edge.journal.heldAppends() == 2);
        edge.journal.acknowledge(0);
        edge.journal.acknowledge(0);
        client.close();
    }

    @Test
    void answersAsManyPingsASecondAsConfigured() {
        restart("edge.stream.pings.per.second", "3");
        RawStream client = RawStream.welcomed(edge);
        byte[] ping = frame(FIN | RawStream.PING, new byte[0]);

        for (int second = 0; second < 2; second++) {
            for (int i = 0; i < 3; i++) {
                client.send(ping);
                assertThat(client.next()).isEqualTo("pong");
            }
            edge.nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }
        for (int i = 0; i < 4; i++) {
            client.send(ping);
        }

        assertThat(client.last()).isEqualTo("close 1008");
        assertThat(edge.counter("ecompulse.closed.streams", "reason", "flood")).isEqualTo(1);
    }

    @Test
    void endsAFloodOfTwoThousandPings() {
        RawStream client = RawStream.welcomed(edge);
        byte[] ping = frame(FIN | RawStream.PING, new byte[0]);
        byte[] flood = new byte[2_000 * ping.length];
        for (int i = 0; i < 2_000; i++) {
            System.arraycopy(ping, 0, flood, i * ping.length, ping.length);
        }

        client.send(flood);

        int pongs = 0;
        String next = client.next();
        for (; next.equals("pong"); next = client.next()) {
            pongs++;
        }
        assertThat(pongs).isEqualTo(20);
        assertThat(next).contains("too many frames in one second");
        assertThat(client.last()).isEqualTo("close 1008");
    }

    @Test
    void takesAsManyFramesASecondAsConfigured() {
        restart("edge.stream.frames.per.second", "4");
        RawStream client = RawStream.welcomed(edge); // The hello is the first one.

        client.batch(1, track("a"));
        client.batch(2, track("b"));
        client.batch(3, track("c"));
        for (int seq = 1; seq <= 3; seq++) {
            assertThat(client.next()).contains("\"seq\":" + seq);
        }
        client.batch(4, track("d"));

        assertThat(client.next()).contains("too many frames in one second");
        assertThat(client.next()).isEqualTo("close 1008");
        assertThat(edge.journal.ids()).containsExactly("a", "b", "c");
    }

    @Test
    void opensAsManyStreamsAsConfigured() {
        restart("edge.stream.max", "2");
        RawStream first = RawStream.welcomed(edge);
        RawStream second = RawStream.welcomed(edge);

        RawStream third = RawStream.connect(edge);
        assertThat(third.handshake()).startsWith("HTTP/1.1 503").containsIgnoringCase("retry-after: ");
        third.close();
        first.close();

        await().until(() -> edge.registry.get("ecompulse.open.streams").gauge().value() == 1);
        RawStream.welcomed(edge).close();
        second.close();
    }

    @Test
    void closesAClientThatDoesNotReadItsAnswers() {
        restart("edge.stream.unsent.bytes.max", "1000", "edge.stream.frame.bytes.max", "4MiB");
        RawStream client = RawStream.welcomed(edge);
        String unknown = String.join(",", Collections.nCopies(4_000, "{}"));
        edge.journal.hold();
        int batches = 0;
        // Answers of more than half a megabyte each, until no buffer on the way takes another one.
        while (edge.counter("ecompulse.closed.streams", "reason", "slow_reader") == 0 && batches < 100) {
            client.batch(++batches, unknown);
            await().until(() -> edge.journal.heldAppends() > 0
                    || edge.counter("ecompulse.closed.streams", "reason", "slow_reader") > 0);
            if (edge.journal.heldAppends() > 0) {
                edge.journal.acknowledge(0);
            }
        }

        assertThat(edge.counter("ecompulse.closed.streams", "reason", "slow_reader"))
                .isEqualTo(1);
        await().until(() -> edge.registry.get("ecompulse.open.streams").gauge().value() == 0);
        client.close();
    }

    @Test
    void refusesAnOtherVersionOfWebSocket() {
        RawStream client = RawStream.connect(edge, 8, "");

        assertThat(client.handshake()).startsWith("HTTP/1.1 400").containsIgnoringCase("sec-websocket-version: 13");
        client.close();
    }

    @Test
    void refusesAnUpgradeWithABodyAndHoldsNoSeatForIt() {
        RawStream client = RawStream.connect(edge, "Content-Length: 8000\r\n");

        assertThat(client.handshake()).startsWith("HTTP/1.1 400");
        assertThat(edge.registry.get("ecompulse.open.streams").gauge().value()).isZero();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "permessage-deflate; server_max_window_bits=x"})
    void speaksPlainlyWithAClientWhoseOfferCannotBeRead(String offer) {
        RawStream client = RawStream.connect(edge, "Sec-WebSocket-Extensions: " + offer + "\r\n");

        assertThat(client.handshake()).startsWith("HTTP/1.1 101").doesNotContain("permessage-deflate");
        client.close();
    }

    @Test
    void keepsAPausedClientThatBehaves() {
        restart("edge.stream.credit.events", "1", "edge.stream.heartbeat", "50ms");
        StreamClient client = StreamClient.welcomed(edge);
        edge.journal.hold();

        client.batch(1, track("a"));
        client.batch(2, track("b"));
        await().pollDelay(Duration.ofMillis(400)).until(client::heardNothing);
        edge.journal.acknowledge(0);
        edge.journal.acknowledge(0);

        assertThat(client.nextJson().getInteger("seq")).isEqualTo(1);
        assertThat(client.nextJson().getInteger("seq")).isEqualTo(2);
    }

    @Test
    void closesAClientWhoseAnswersWaitTooLong() {
        restart(
                "edge.stream.heartbeat",
                "2s",
                "edge.stream.overruns.max",
                "100", // Or a client that sends all at once is closed for that, where the judging takes its time.
                "edge.stream.unsent.age",
                "10s",
                "edge.stream.unsent.bytes.max",
                "64MiB",
                "edge.stream.frame.bytes.max",
                "4MiB");
        RawStream client = RawStream.welcomed(edge);
        String unknown = String.join(",", Collections.nCopies(4_000, "{}"));
        for (int seq = 1; seq <= 60; seq++) {
            client.batch(seq, unknown); // Some thirty megabytes of answers: more than sockets buffer.
        }
        await().pollDelay(Duration.ofMillis(300)).until(() -> edge.counter("ecompulse.closed.streams") == 0);

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            edge.nanos.addAndGet(TimeUnit.SECONDS.toNanos(10) + 1); // again, if nothing waited for the client yet
            return edge.counter("ecompulse.closed.streams", "reason", "slow_reader") == 1;
        });
        await().until(() -> edge.registry.get("ecompulse.open.streams").gauge().value() == 0);
        client.close();
    }
}
