package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.EVENT;
import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a write key is looked for, and in which order. */
class EdgeKeyTest {
    private static TestEdge edge;
    private static int used;
    private String id;

    @BeforeAll
    static void start() {
        edge = TestEdge.start();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    /** Ids of its own for each test: the edge remembers those of the others. */
    @BeforeEach
    void freshId() {
        id = "id-" + used++;
    }

    @Test
    void readsTheKeyFromBasicBeforeAnyOther() {
        String basic = "Basic " + Base64.getEncoder().encodeToString(utf8("open-key:"));

        edge.post("/v1/batch?writeKey=shy-key", utf8(batch(track(id))), "Authorization", basic);

        assertThat(sourceOf(id)).isEqualTo("open");
    }

    @Test
    void readsTheKeyFromItsHeaderBeforeTheBody() {
        edge.send(edge.request("/v1/batch")
                .header("X-Write-Key", "open-key:secret")
                .POST(BodyPublishers.ofString("{\"writeKey\":\"shy-key\",\"batch\":[" + track(id) + "]}"))
                .build());

        assertThat(sourceOf(id)).isEqualTo("open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?writeKey=shy-key", "?k=shy-key", "?k=shy%2Dkey"})
    void readsTheKeyFromTheQuery(String query) {
        edge.send(edge.request("/v1/batch" + query)
                .POST(BodyPublishers.ofString(batch(track(id))))
                .build());

        assertThat(sourceOf(id)).isEqualTo("shy");
    }

    @Test
    void readsTheKeyAsABearerToken() {
        edge.send(edge.request("/v1/batch")
                .header("Authorization", "Bearer open-key")
                .POST(BodyPublishers.ofString(batch(track(id))))
                .build());

        assertThat(sourceOf(id)).isEqualTo("open");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"writeKey\":\"open-key\",\"batch\":[%s]}",
                "{\"batch\":[%s],\"writeKey\":\"open-key\"}",
                "{\"batch\":[{\"writeKey\":\"open-key\",\"type\":1},%s]}"
            })
    void readsTheKeyFromTheBody(String body) {
        edge.send(edge.request("/v1/batch")
                .POST(BodyPublishers.ofString(body.formatted(track(id))))
                .build());

        assertThat(sourceOf(id)).isEqualTo("open");
    }

    @Test
    void refusesAMissingKey() {
        HttpResponse<String> answer = edge.send(edge.request("/v1/batch")
                .POST(BodyPublishers.ofString(batch(track(id))))
                .build());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body())
                .startsWith("{\"success\":false,\"reason\":\"missing_key\",\"detail\":")
                .contains("\"error\":");
    }

    @Test
    void refusesAWrongKeyEvenWhenTheBodyHoldsARightOne() {
        HttpResponse<String> answer = edge.send(edge.request("/v1/batch")
                .header("X-Write-Key", "wrong")
                .POST(BodyPublishers.ofString("{\"writeKey\":\"open-key\",\"batch\":[" + track(id) + "]}"))
                .build());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("\"reason\":\"unknown_key\"");
        assertThat(edge.journal.ids()).doesNotContain(id);
    }

    @Test
    void keepsAnAddressAsItsSourceAllows() {
        String open = id + "-open";
        String shy = id + "-shy";
        edge.send(edge.request("/v1/track?k=open-key")
                .POST(BodyPublishers.ofString(EVENT.replace("m1", open)))
                .build());
        edge.send(edge.request("/v1/track?k=shy-key")
                .POST(BodyPublishers.ofString(EVENT.replace("m1", shy)))
                .build());

        assertThat(valueOf(open)).contains("\"ip\":\"127.0.0.1\"");
        assertThat(valueOf(shy)).doesNotContain("\"ip\"", "127.0.0");
    }

    private static String sourceOf(String id) {
        return valueOf(id).replaceAll(".*\"source\":\"([a-z]+)\".*", "$1");
    }

    private static String valueOf(String id) {
        return FakeJournal.text(entryOf(id).value());
    }

    private static JournalEntry entryOf(String id) {
        return edge.journal.entries(JournalTopic.EVENTS).stream()
                .filter(entry -> id.equals(FakeJournal.header(entry, JournalEntry.ID)))
                .findFirst()
                .orElseThrow();
    }
}
