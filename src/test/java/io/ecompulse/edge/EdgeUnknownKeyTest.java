package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.KeyMode;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.config.Sources.Strangers;
import io.ecompulse.journal.JournalTopic;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of events without a known key while keys are being introduced. */
class EdgeUnknownKeyTest {
    private static final Source WEB = TestEdge.source("web", "web-key", IpPolicy.TRUNCATE);
    private static final Source OLD =
            new Source("old", "old", false, List.of("old-key"), List.of(), IpPolicy.TRUNCATE, true);

    private final TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @ParameterizedTest
    @CsvSource({
        "OFF,?k=unknown,200", "OFF,'',200", "OFF,?k=old-key,401",
        "DRY_RUN,?k=unknown,200", "DRY_RUN,'',200", "DRY_RUN,?k=old-key,401",
        "ENFORCE,?k=unknown,401", "ENFORCE,'',401", "ENFORCE,?k=old-key,401"
    })
    void isTakenForTheDefaultSourceUntilKeysAreEnforced(KeyMode keys, String query, int status) {
        keys(keys);

        HttpResponse<String> answer = send("/v1/batch" + query, batch(track("m1")));

        assertThat(answer.statusCode()).isEqualTo(status);
        List<String> values = edge.journal.values(JournalTopic.EVENTS);
        assertThat(values).hasSize(status == 200 ? 1 : 0).allMatch(value -> value.contains("\"source\":\"web\""));
    }

    @Test
    void aDryRunCountsWhatWouldBeRefused() {
        keys(KeyMode.DRY_RUN);

        send("/v1/batch?k=unknown", batch(track("m1")));
        send("/v1/batch", batch(track("m2")));
        send("/v1/beacon", track("m3"));
        send("/v1/batch?k=web-key", batch(track("m4")));
        send("/v1/batch?k=old-key", batch(track("m5")));

        assertThat(unenforced("unknown_key", "segment")).isEqualTo(1);
        assertThat(unenforced("missing_key", "segment")).isEqualTo(1);
        assertThat(unenforced("missing_key", "beacon")).isEqualTo(1);
        assertThat(edge.counter("ecompulse.refused.requests", "reason", "unknown_key"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "ENFORCE"})
    void nothingIsCountedElsewhere(KeyMode keys) {
        keys(keys);

        send("/v1/batch?k=unknown", batch(track("m1")));

        assertThat(unenforced("unknown_key", "segment")).isZero();
    }

    @Test
    void anUnreadableBodyOfAStrangerIsKeptForTheDefaultSource() {
        keys(KeyMode.OFF);

        assertThat(send("/v1/batch", "nonsense").statusCode()).isEqualTo(400);
        assertThat(edge.journal.values(JournalTopic.FAILED)).containsExactly("nonsense");
    }

    @Test
    void aStreamIsAdmittedByTheSameRule() {
        keys(KeyMode.DRY_RUN);
        StreamClient client = StreamClient.connect(edge);

        client.say("{\"type\":\"hello\"}");

        assertThat(client.nextJson().getString("type")).isEqualTo("welcome");
        assertThat(unenforced("missing_key", "stream")).isEqualTo(1);
        client.close();
    }

    private void keys(KeyMode keys) {
        edge.sources.set(new Sources(List.of(WEB, OLD), new Strangers(keys, keys == KeyMode.ENFORCE ? null : WEB)));
    }

    private HttpResponse<String> send(String path, String body) {
        return edge.send(edge.request(path).POST(BodyPublishers.ofString(body)).build());
    }

    private double unenforced(String reason, String protocol) {
        return edge.counter("ecompulse.unenforced.requests", "reason", reason, "protocol", protocol);
    }
}
