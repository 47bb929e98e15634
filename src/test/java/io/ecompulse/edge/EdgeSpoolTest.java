package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalUnavailable;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients are told while Kafka is away. */
class EdgeSpoolTest {
    private final TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void saysThatTheEventStandsInTheSpool() {
        edge.journal.spool();

        HttpResponse<String> answer = edge.post("/v1/batch", TestEdge.batch(TestEdge.EVENT));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"accepted\":1", "\"durability\":\"spool\"");
    }

    @Test
    void saysSoOnTheStream() {
        edge.journal.spool();
        StreamClient client = StreamClient.welcomed(edge);

        client.batch(1, TestEdge.EVENT);

        JsonObject ack = client.nextJson();
        assertThat(ack.getString("type")).isEqualTo("ack");
        assertThat(ack.getString("durability")).isEqualTo("spool");
        client.close();
    }

    @Test
    void letsTheClientKeepItWhereTheSourceDoesNotWantTheSpool() {
        edge.journal.spool();

        HttpResponse<String> answer = edge.send(edge.request("/v1/batch")
                .header("X-Write-Key", "strict-key")
                .POST(BodyPublishers.ofString(TestEdge.batch(TestEdge.EVENT)))
                .build());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"reason\":\"journal_unavailable\"");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"SPOOL_FULL, spool_full", "SPOOL_FAILING, spool_failing", "UNFIT, journal_unavailable"})
    void namesTheReason(JournalUnavailable.Why why, String reason) {
        edge.journal.failWith(JournalUnavailable.of(why, "as the test wants"));

        HttpResponse<String> answer = edge.post("/v1/batch", TestEdge.batch(TestEdge.EVENT));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"reason\":\"" + reason + "\"");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }
}
