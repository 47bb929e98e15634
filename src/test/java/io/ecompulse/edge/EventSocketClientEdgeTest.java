package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ecompulse.client.ClientEvent;
import io.ecompulse.client.EventSocketClient;
import io.ecompulse.client.EventSocketConfig;
import io.ecompulse.client.JdkLoop;
import io.ecompulse.client.JdkTransport;
import io.ecompulse.client.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The client on real sockets, against edges that drain while it sends. */
class EventSocketClientEdgeTest {
    private static final int EVENTS = 600;

    @Test
    void losesNothingWhenItsServerDrains() throws Exception {
        Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
        String[] settings = {"edge.stream.reconnect.max", "200ms", "edge.stream.credit.events", "20"};
        try (TestEdge first = TestEdge.start(settings);
                TestEdge second = TestEdge.start(settings)) {
            EventSocketConfig config = EventSocketConfig.of(List.of(uri(first), uri(second)), TestEdge.KEY, "test");
            EventSocketClient client = EventSocketClient.start(
                    config,
                    (event, outcome) -> outcomes.put(event.json(), outcome),
                    new JdkLoop(System::nanoTime),
                    new JdkTransport(HttpClient.newHttpClient(), Duration.ofSeconds(10)),
                    new Random(7));

            for (int i = 0; i < EVENTS / 2; i++) {
                client.send(new ClientEvent(track("e" + i)));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> outcomes.size() > 20);
            TestEdge serving = first.journal.ids().isEmpty() ? second : first;
            TestEdge.await(serving.edge.drain(Duration.ofSeconds(5)));
            for (int i = EVENTS / 2; i < EVENTS; i++) {
                client.send(new ClientEvent(track("e" + i)));
            }
            client.close(Duration.ofSeconds(60)).get(90, TimeUnit.SECONDS);

            List<String> stored = new ArrayList<>(first.journal.ids());
            stored.addAll(second.journal.ids());
            assertThat(outcomes).hasSize(EVENTS);
            assertThat(outcomes.values()).isSubsetOf(Set.of(Outcome.ACCEPTED, Outcome.DUPLICATE));
            assertThat(new HashSet<>(stored)).hasSize(EVENTS);
            assertThat(serving.counter("ecompulse.sent.goaways")).isEqualTo(1);
        }
    }

    private static URI uri(TestEdge edge) {
        return URI.create("ws://127.0.0.1:" + edge.edge.port() + "/v1/stream");
    }
}
