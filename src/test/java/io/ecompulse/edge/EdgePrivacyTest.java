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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** I10: what a visitor's signals and the source's policy take, over every door. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgePrivacyTest {
    private static final String EVENT = "{\"type\":\"track\",\"event\":\"Cart"
            + " Viewed\",\"anonymousId\":\"visitor-1\",\"userId\":\"person-1\",\"messageId\":\"%s\","
            + "\"context\":{\"ip\":\"198.51.100.7\",\"page\":{\"path\":\"/cart\"}%s}}";
    private static final Consent CONSENT = new Consent(Set.of("Analytics"), Treatment.DROP, Treatment.STRIP_IDS);

    private TestEdge edge;
    private int next;

    @BeforeAll
    void start() {
        edge = TestEdge.start("edge.proxies.trusted", "127.0.0.0/8", "edge.event.bytes.max", "2000");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @BeforeEach
    void policy() {
        policy(Treatment.STRIP_IDS, Treatment.STRIP_IP, Treatment.DROP, Consent.NOT_ASKED);
    }

    private void policy(Treatment gpc, Treatment dnt, Treatment anonymous, Consent consent) {
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

    @Test
    void takesNothingWhereNothingIsAskedFor() {
        JournalEntry entry = accepted(event(""));

        assertThat(value(entry)).contains("visitor-1", "person-1", "198.51.100.7", "\"ip\":\"203.0.113.9\"");
        assertThat(value(entry)).doesNotContain("\"privacy\"");
        assertThat(key(entry)).isEqualTo("dev:visitor-1");
    }

    @Test
    void takesTheIdsOutOfTheEventAndTheKey() {
        JournalEntry entry = accepted(event(""), "Sec-GPC", "1");

        assertThat(value(entry))
                .contains("\"privacy\":\"strip_ids\"", "/cart", "\"ip\":\"203.0.113.9\"")
                .doesNotContain("visitor-1", "person-1", "anonymousId", "userId");
        assertThat(key(entry)).isEqualTo("dev:" + FakeJournal.header(entry, JournalEntry.ID));
    }

    @Test
    void takesTheAddressWhereverItStands() {
        JournalEntry entry = accepted(event(""), "DNT", "1");

        assertThat(value(entry))
                .contains("\"privacy\":\"strip_ip\"", "visitor-1")
                .doesNotContain("203.0.113.9", "198.51.100.7");
    }

    @Test
    void takesBothWhereBothAreAskedFor() {
        JournalEntry entry = accepted(event(""), "DNT", "1", "Sec-GPC", "1");

        assertThat(value(entry))
                .contains("\"privacy\":\"strip_ids_and_ip\"")
                .doesNotContain("203.0.113.9", "198.51.100.7", "visitor-1", "person-1");
    }

    @ParameterizedTest
    @CsvSource({"drop, strip_ip", "remove, strip_ip"})
    void aClientMayAskForNoAddress(String header, String privacy) {
        JournalEntry entry = accepted(event(""), "X-IP-Policy", header);

        assertThat(value(entry))
                .contains("\"privacy\":\"" + privacy + "\"")
                .doesNotContain("203.0.113.", "198.51.100.7");
    }

    @Test
    void aClientMayAskForACutAddress() {
        assertThat(value(accepted(event(""), "X-IP-Policy", "stripLastOctet"))).contains("\"ip\":\"203.0.113.0\"");
    }

    @Test
    void whatIsDroppedIsAnsweredAndKeptNowhere() {
        double received = edge.counter("ecompulse.received.events", "stage", "edge");
        int kept = all().size();

        JsonObject answer = post(batch(event(""), "17"), "SP-Anonymous", "*");

        assertThat(answer.getBoolean("success")).isTrue();
        assertThat(answer.getInteger("suppressed")).isEqualTo(2);
        assertThat(answer.getInteger("accepted") + answer.getInteger("rejected"))
                .isZero();
        assertThat(answer.getJsonArray("results").getJsonObject(0))
                .isEqualTo(new JsonObject("{\"index\":0,\"outcome\":\"suppressed\",\"reason\":\"anonymous_asked\"}"));
        assertThat(all()).hasSize(kept);
        // I2: what was received was discarded for one reason each.
        assertThat(edge.counter("ecompulse.received.events", "stage", "edge")).isEqualTo(received + 2);
        assertThat(discarded("anonymous_asked")).isGreaterThanOrEqualTo(2);
        edge.assertNothingHeld();
    }

    @Test
    void aBodyThatCannotBeReadIsNotKeptEither() {
        int kept = all().size();

        assertThat(edge.post("/v1/batch", TestEdge.utf8("{\"visitor-1"), "SP-Anonymous", "*")
                        .statusCode())
                .isEqualTo(400);
        assertThat(all()).hasSize(kept);
        edge.post("/v1/batch", TestEdge.utf8("{\"visitor-1"), "Sec-GPC", "1");

        assertThat(last(JournalTopic.FAILED).value()).isEmpty();
        assertThat(FakeJournal.header(last(JournalTopic.FAILED), "reason")).isEqualTo("malformed");
    }

    @Test
    void consentIsTheEventsOwnWordElseItsBatchs() {
        policy(Treatment.ALLOW, Treatment.ALLOW, Treatment.ALLOW, CONSENT);
        String shared = "{\"context\":{" + consent("true").substring(1) + "},\"batch\":["
                + String.join(",", event(""), event(consent("false")), event(consent("\"true\""))) + "]}";

        JsonObject answer = post(shared);

        assertThat(answer.getInteger("accepted")).isEqualTo(1);
        assertThat(answer.getInteger("suppressed")).isEqualTo(2);
        assertThat(answer.getJsonArray("results").getJsonObject(0).getString("reason"))
                .isEqualTo("no_consent");
        assertThat(answer.getJsonArray("results").getJsonObject(0).getString("id"))
                .isNotNull();
        assertThat(value(last(JournalTopic.EVENTS))).contains("visitor-1").doesNotContain("\"privacy\"");
    }

    @Test
    void anEventThatTellsOfNoConsentIsTreatedAsThePolicySays() {
        policy(Treatment.ALLOW, Treatment.STRIP_IP, Treatment.ALLOW, CONSENT);

        assertThat(value(accepted(event(""))))
                .contains("\"privacy\":\"strip_ids\"")
                .doesNotContain("visitor-1");
        assertThat(value(accepted(event(""), "DNT", "1"))).contains("\"privacy\":\"strip_ids_and_ip\"");
    }

    @Test
    void aRejectedEventIsKeptWithoutWhatIsTaken() {
        post(batch(event("").replace("Cart Viewed", "")), "Sec-GPC", "1");

        JournalEntry failed = last(JournalTopic.FAILED);
        assertThat(value(failed)).contains("/cart").doesNotContain("visitor-1", "person-1");
        assertThat(FakeJournal.header(failed, "reason")).isEqualTo("missing_event");
    }

    @Test
    void anEventThatIsTooLargeToBeReadIsKeptWithoutItsBytes() {
        post(batch(event(",\"pad\":\"" + "x".repeat(2_000) + "\"")), "Sec-GPC", "1");

        JournalEntry failed = last(JournalTopic.FAILED);
        assertThat(failed.value()).isEmpty();
        assertThat(key(failed)).doesNotContain("visitor-1");
        assertThat(FakeJournal.header(failed, "reason")).isEqualTo("too_large");
    }

    @Test
    void anEventWithoutIdsStillMeetsItsOwnDuplicate() {
        String event = event("");

        JsonObject answer = post(batch(event, event), "Sec-GPC", "1");

        assertThat(answer.getInteger("accepted")).isEqualTo(1);
        assertThat(answer.getInteger("duplicates")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        /v1/page        | {"anonymousId":"visitor-1","userId":"person-1","messageId":"m-%d"}
        /v1/beacon      | [{"type":"page","anonymousId":"visitor-1","messageId":"m-%d"}]
        /api/s/page     | {"type":"page","anonymousId":"visitor-1","messageId":"m-%d"}
        /e/             | {"event":"x","uuid":"m-%d","properties":{"distinct_id":"person-1","$device_id":"visitor-1"}}
        /com.snowplowanalytics.snowplow/tp2 | {"schema":"s","data":[{"e":"pv","eid":"m-%d","duid":"visitor-1","uid":"person-1","p":"web"}]}
        """)
    void everyLanguageObeys(String path, String body) {
        String sent = String.format(body, next++);

        edge.post(path, TestEdge.utf8(sent), "Sec-GPC", "1");

        JournalEntry entry = last(JournalTopic.EVENTS);
        assertThat(FakeJournal.header(entry, JournalEntry.ID)).isEqualTo("m-" + (next - 1));
        assertThat(value(entry)).contains("\"privacy\":\"strip_ids\"").doesNotContain("visitor-1", "person-1");
        assertThat(key(entry)).doesNotContain("visitor-1", "person-1");
    }

    @Test
    void anEventThatIsItsOwnVisitorKeepsItsIdentity() {
        String body = "{\"schema\":\"s\",\"data\":[{\"e\":\"pv\",\"eid\":\"event-0001\"}]}";

        edge.post("/com.snowplowanalytics.snowplow/tp2", TestEdge.utf8(body), "Sec-GPC", "1");

        assertThat(FakeJournal.header(last(JournalTopic.EVENTS), JournalEntry.ID))
                .isEqualTo("event-0001");
    }

    @Test
    void anotherLanguagesFailedEventIsKeptWithoutItsBytes() {
        String body = "{\"event\":\"\",\"properties\":{\"distinct_id\":\"person-1\"}}";

        edge.post("/e/", TestEdge.utf8(body), "Sec-GPC", "1");

        assertThat(last(JournalTopic.FAILED).value()).isEmpty();
    }

    @Test
    void aStreamObeysTheHeadersOfItsUpgradeAndEachEventsConsent() {
        policy(Treatment.STRIP_IDS, Treatment.ALLOW, Treatment.ALLOW, CONSENT);
        try (StreamClient client = StreamClient.connect(edge, "Sec-GPC", "1")) {
            client.say(StreamClient.HELLO);
            client.next();
            client.batch(1, event(consent("true")), event(consent("false")));
            JsonObject ack = client.nextJson();

            assertThat(ack.getInteger("accepted")).isEqualTo(1);
            assertThat(ack.getInteger("suppressed")).isEqualTo(1);
        }
        assertThat(value(last(JournalTopic.EVENTS)))
                .contains("\"privacy\":\"strip_ids\"")
                .doesNotContain("visitor-1", "person-1");
    }

    @Test
    void countsWhatWasTaken() {
        double before = edge.counter("ecompulse.stripped.events", "treatment", "strip_ids");

        post(batch(event(""), event("")), "Sec-GPC", "1");

        assertThat(edge.counter("ecompulse.stripped.events", "treatment", "strip_ids"))
                .isEqualTo(before + 2);
    }

    private String event(String inContext) {
        return EVENT.formatted("m-" + next++, inContext);
    }

    private static String consent(String analytics) {
        return ",\"consent\":{\"categoryPreferences\":{\"Ads\":false,\"Analytics\":" + analytics + "}}";
    }

    private JournalEntry accepted(String event, String... headers) {
        assertThat(post(batch(event), headers).getInteger("accepted")).isEqualTo(1);
        return last(JournalTopic.EVENTS);
    }

    private JsonObject post(String body, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "X-Forwarded-For";
        all[1] = "203.0.113.9";
        return new JsonObject(edge.post("/v1/batch", TestEdge.utf8(body), all).body());
    }

    private List<JournalEntry> all() {
        return java.util.stream.Stream.of(JournalTopic.values())
                .flatMap(topic -> edge.journal.entries(topic).stream())
                .toList();
    }

    private JournalEntry last(JournalTopic topic) {
        List<JournalEntry> entries = edge.journal.entries(topic);
        return entries.get(entries.size() - 1);
    }

    private double discarded(String reason) {
        return edge.counter("ecompulse.discarded.events", "stage", "edge", "reason", reason);
    }

    private static String value(JournalEntry entry) {
        return FakeJournal.text(entry.value());
    }

    private static String key(JournalEntry entry) {
        return new String(entry.key(), StandardCharsets.UTF_8);
    }
}
