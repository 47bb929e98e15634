package io.ecompulse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The stream's resume, under every kind of fault at any point. jqwik prints the seed of a run that fails. */
class EventSocketClientSimulationTest {
    private static final List<URI> NODES =
            List.of(URI.create("ws://one"), URI.create("ws://two"), URI.create("ws://three"));

    @Property(tries = 150)
    void everyEventIsStoredOnceWhateverTheServersDo(@ForAll long seed) {
        Random random = new Random(seed);
        SimulatedLoop loop = new SimulatedLoop();
        SimulatedServers servers = new SimulatedServers(loop, random);
        Map<String, Outcome> outcomes = new HashMap<>();
        EventSocketConfig config = new EventSocketConfig(
                NODES,
                "key",
                "test",
                1 << 20,
                Duration.ofHours(100),
                1 + random.nextInt(8),
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                Duration.ofSeconds(20));
        EventSocketClient client = EventSocketClient.start(
                config,
                (event, outcome) -> {
                    assertThat(outcomes.put(event.json(), outcome))
                            .as("a second outcome")
                            .isNull();
                    assertThat(servers.journal)
                            .as("acknowledged and not stored")
                            .contains(id(event.json()));
                },
                loop,
                servers,
                random);

        int events = 1 + random.nextInt(60);
        for (int i = 0; i < events; i++) {
            assertThat(client.send(event(i, random.nextInt(100)))).isTrue();
            loop.go(Duration.ofMillis(random.nextInt(600)));
        }
        loop.go(Duration.ofSeconds(random.nextInt(30)));
        servers.calm = true;
        CompletableFuture<Void> closed = client.close(Duration.ofHours(1));
        loop.go(Duration.ofMinutes(10));

        assertThat(servers.violations).as(servers.trace::toString).isEmpty();
        assertThat(closed).as(servers.trace::toString).isCompleted();
        assertThat(outcomes).hasSize(events);
        assertThat(outcomes.values()).isSubsetOf(Outcome.ACCEPTED, Outcome.DUPLICATE);
        assertThat(new HashSet<>(servers.journal)).hasSize(events);
    }

    static ClientEvent event(int number, int padding) {
        return new ClientEvent("{\"messageId\":\"e" + number + "\",\"pad\":\"" + "x".repeat(padding) + "\"}");
    }

    private static String id(String json) {
        return json.substring(json.indexOf(":\"") + 2, json.indexOf("\",\"pad"));
    }
}
