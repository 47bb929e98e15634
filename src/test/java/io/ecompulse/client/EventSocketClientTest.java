package io.ecompulse.client;

import static io.ecompulse.client.EventSocketClientSimulationTest.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The client's limits, with servers that do what the test says. */
class EventSocketClientTest {
    private static final List<URI> NODES = List.of(URI.create("ws://one"), URI.create("ws://two"));
    private static final String WELCOME =
            "{\"type\":\"welcome\",\"credit\":{\"events\":100,\"bytes\":10000},\"maxFrameBytes\":300,\"heartbeatMs\":1}";

    private final SimulatedLoop loop = new SimulatedLoop();
    private final List<String> told = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<URI> opened = new ArrayList<>();
    private Transport.Heard server;
    private final EventSocketClient client = EventSocketClient.start(
            new EventSocketConfig(
                    NODES,
                    "key",
                    "test",
                    200,
                    Duration.ofSeconds(60),
                    2,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30)),
            (event, outcome) -> told.add(outcome + " " + event.json().length()),
            loop,
            this::open,
            new Random(7));

    private Transport.Connection open(URI node, Transport.Heard heard) {
        opened.add(node);
        server = heard;
        return new Transport.Connection() {
            @Override
            public void send(String text) {
                said.add(text);
            }

            @Override
            public void close() {
                heard.closed(1000);
            }

            @Override
            public void abort() {
                heard.closed(1006);
            }
        };
    }

    private void hear(String frame) {
        server.message(frame);
        loop.go(Duration.ZERO);
    }

    private void welcome() {
        loop.go(Duration.ZERO);
        server.opened();
        hear(WELCOME);
        said.clear();
    }

    @Test
    void takesAsManyBytesAsConfiguredAndTellsOfTheRest() {
        int empty = event(1, 0).bytes();

        assertThat(client.send(event(1, 100 - empty))).isTrue();
        assertThat(client.send(event(2, 101 - empty))).isFalse();
        assertThat(client.send(event(3, 100 - empty))).isTrue();

        assertThat(told).containsExactly("QUEUE_FULL 101");
    }

    @Test
    void refusesWhatIsNoJsonObject() {
        assertThat(client.send(new ClientEvent("[]"))).isFalse();
        assertThat(client.send(new ClientEvent("{} {}"))).isFalse();

        assertThat(told).containsExactly("INVALID 2", "INVALID 5");
    }

    @Test
    void dropsWhatWaitsForTooLongAndTells() {
        client.send(event(1, 0));

        loop.go(Duration.ofSeconds(60));
        assertThat(told).isEmpty();
        loop.go(Duration.ofSeconds(2));

        assertThat(told).containsExactly("EXPIRED " + event(1, 0).bytes());
    }

    @Test
    void givesUpAConnectionWithoutAnAckAndSendsAgainElsewhere() {
        welcome();
        client.send(event(1, 0));
        loop.go(Duration.ZERO);
        assertThat(said).hasSize(1);

        loop.go(Duration.ofSeconds(15));
        welcome();
        loop.go(Duration.ZERO);
        hear("{\"type\":\"ack\",\"seq\":1,\"results\":[],\"credit\":{\"events\":1,\"bytes\":1000}}");

        assertThat(opened).hasSize(2).doesNotHaveDuplicates();
        assertThat(told).containsExactly("ACCEPTED " + event(1, 0).bytes());
    }

    @Test
    void waitsAsLongAsANackSays() {
        welcome();
        client.send(event(1, 0));
        loop.go(Duration.ZERO);

        hear("{\"type\":\"nack\",\"seq\":1,\"reason\":\"overloaded\",\"retryAfterMs\":3000}");
        loop.go(Duration.ofMillis(2_999));
        assertThat(said).hasSize(1);
        loop.go(Duration.ofMillis(1));

        assertThat(said).hasSize(2);
    }

    @Test
    void splitsABatchThatIsRefusedForGood() {
        welcome();
        client.send(event(1, 0));
        loop.go(Duration.ZERO);
        hear("{\"type\":\"nack\",\"seq\":1,\"reason\":\"too_many_events\"}");

        assertThat(told).containsExactly("REFUSED " + event(1, 0).bytes());
    }

    @Test
    void stopsAtAGoawayAndLeavesAfterTheLastAck() {
        welcome();
        client.send(event(1, 0));
        loop.go(Duration.ZERO);

        hear("{\"type\":\"goaway\",\"reason\":\"draining\",\"reconnectAfterMs\":2000}");
        client.send(event(2, 0));
        loop.go(Duration.ZERO);
        assertThat(said).hasSize(1);
        hear("{\"type\":\"ack\",\"seq\":1,\"results\":[],\"credit\":{\"events\":1,\"bytes\":1000}}");
        loop.go(Duration.ofMillis(1_999));
        assertThat(opened).hasSize(1);
        loop.go(Duration.ofMillis(1));

        assertThat(opened).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void endsWhenItsKeyIsUnknown() {
        client.send(event(1, 0));
        welcome();
        server.closed(4401);
        loop.go(Duration.ZERO);

        assertThat(told).containsExactly("REFUSED " + event(1, 0).bytes());
        assertThat(client.send(event(2, 0))).isFalse();
    }

    @Test
    void closesAtTheBoundAndTellsWhatHasNoOutcome() {
        welcome();
        client.send(event(1, 0));
        CompletableFuture<Void> closed = client.close(Duration.ofSeconds(3));

        loop.go(Duration.ofMillis(2_999));
        assertThat(closed).isNotDone();
        loop.go(Duration.ofMillis(1));

        assertThat(closed).isCompleted();
        assertThat(told).containsExactly("CLOSED " + event(1, 0).bytes());
        assertThat(client.close(Duration.ZERO)).isCompleted();
    }

    @Test
    void needsAServer() {
        assertThatThrownBy(() -> EventSocketConfig.of(List.of(), "key", "test"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
