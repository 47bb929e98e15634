package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose address stands on an event that came through a proxy. */
class EdgeProxyTest {
    private TestEdge edge = TestEdge.start("edge.proxies.trusted", "127.0.0.0/8, ::1");

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void aTrustedProxysClientStandsOnTheEvent() {
        edge.post("/v1/batch", utf8(batch(track("m1"))), "X-Forwarded-For", "1.1.1.1, 203.0.113.77");

        assertThat(written()).contains("\"ip\":\"203.0.113.0\"").doesNotContain("1.1.1.1");
    }

    @Test
    void aStreamsClientIsFoundTheSameWay() {
        try (StreamClient client = StreamClient.connect(edge, "X-Forwarded-For", "1.1.1.1, 203.0.113.77")) {
            client.say(StreamClient.HELLO);
            client.next();
            client.say("{\"type\":\"batch\",\"seq\":1,\"events\":[" + track("m1") + "]}");
            client.next();
        }

        assertThat(written()).contains("\"ip\":\"203.0.113.0\"").doesNotContain("1.1.1.1");
    }

    @Test
    void aProxyThatHidesItsClientGivesNoAddress() {
        edge.post("/v1/batch", utf8(batch(track("m1"))), "X-Forwarded-For", "unknown");

        assertThat(written()).doesNotContain("\"ip\"");
    }

    @Test
    void withoutTrustNobodysWordIsTaken() {
        edge.close();
        edge = TestEdge.start();

        edge.post("/v1/batch", utf8(batch(track("m1"))), "X-Forwarded-For", "203.0.113.77", "Forwarded", "for=203.0.113.77");

        assertThat(written()).contains("\"ip\":\"127.0.0.0\"");
    }

    private String written() {
        return edge.journal.values(JournalTopic.EVENTS).get(0);
    }
}
