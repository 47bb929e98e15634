package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.PrivacyPolicy.Consent;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.config.Treatment;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** An edge whose source has a privacy policy, behind a proxy that brings a client from 203.0.113.9. */
final class PrivateEdge implements AutoCloseable {
    private static final String EVENT = "{\"type\":\"track\",\"event\":\"Cart"
            + " Viewed\",\"anonymousId\":\"visitor-1\",\"userId\":\"person-1\",\"messageId\":\"%s\","
            + "\"context\":{\"ip\":\"198.51.100.7\",\"page\":{\"path\":\"/cart\"}%s}}";

    final TestEdge edge = TestEdge.start("edge.proxies.trusted", "127.0.0.0/8", "edge.event.bytes.max", "2000");
    private int next;

    void policy(Treatment gpc, Treatment dnt, Treatment anonymous, Consent consent) {
        Source source = new Source(
                "dev",
                "dev",
                true,
                List.of(TestEdge.KEY),
                List.of(),
                IpPolicy.KEEP,
                true,
                Set.of(Source.ANY_ORIGIN),
                null,
                new PrivacyPolicy(gpc, dnt, anonymous, consent));
        edge.sources.set(new Sources(List.of(source)));
    }

    String newId() {
        return "m-" + next++;
    }

    /** @param inContext more members of the context, each behind a comma */
    String event(String inContext) {
        return EVENT.formatted(newId(), inContext);
    }

    static String consent(String analytics) {
        return ",\"consent\":{\"categoryPreferences\":{\"Ads\":false,\"Analytics\":" + analytics + "}}";
    }

    JournalEntry accepted(String event, String... headers) {
        assertThat(post(batch(event), headers).getInteger("accepted")).isEqualTo(1);
        return last(JournalTopic.EVENTS);
    }

    JsonObject post(String body, String... headers) {
        String[] all = Stream.concat(Stream.of("X-Forwarded-For", "203.0.113.9"), Stream.of(headers))
                .toArray(String[]::new);
        return new JsonObject(edge.post("/v1/batch", TestEdge.utf8(body), all).body());
    }

    List<JournalEntry> all() {
        return Stream.of(JournalTopic.values())
                .flatMap(topic -> edge.journal.entries(topic).stream())
                .toList();
    }

    JournalEntry last(JournalTopic topic) {
        List<JournalEntry> entries = edge.journal.entries(topic);
        return entries.get(entries.size() - 1);
    }

    double discarded(String reason) {
        return edge.counter("ecompulse.discarded.events", "stage", "edge", "reason", reason);
    }

    static String value(JournalEntry entry) {
        return FakeJournal.text(entry.value());
    }

    static String key(JournalEntry entry) {
        return new String(entry.key(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        edge.close();
    }
}
