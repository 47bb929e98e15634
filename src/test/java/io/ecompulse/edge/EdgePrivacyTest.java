package io.ecompulse.edge;

import static io.ecompulse.edge.PrivateEdge.consent;
import static io.ecompulse.edge.PrivateEdge.key;
import static io.ecompulse.edge.PrivateEdge.value;
import static io.ecompulse.edge.TestEdge.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.PrivacyPolicy.Consent;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.config.Treatment;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** I10: what a visitor's signals and the source's policy take, over every door. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgePrivacyTest {
    private static final Consent CONSENT = new Consent(Set.of("Analytics"), Treatment.DROP, Treatment.STRIP_IDS);

    private PrivateEdge shop;
    private TestEdge edge;

    @BeforeAll
    void start() {
        shop = new PrivateEdge();
        edge = shop.edge;
    }

    @AfterAll
    void stop() {
        shop.close();
    }

    @BeforeEach
    void policy() {
        shop.policy(Treatment.STRIP_IDS, Treatment.STRIP_IP, Treatment.DROP, Consent.NOT_ASKED);
    }

    @Test
    void takesNothingWhereNothingIsAskedFor() {
        JournalEntry entry = shop.accepted(shop.event(""));

        assertThat(value(entry)).contains("visitor-1", "person-1", "198.51.100.7", "\"ip\":\"203.0.113.9\"");
        assertThat(value(entry)).doesNotContain("\"privacy\"");
        assertThat(key(entry)).isEqualTo("dev:visitor-1");
    }

    @Test
    void takesTheIdsOutOfTheEventAndTheKey() {
        JournalEntry entry = shop.accepted(shop.event(""), "Sec-GPC", "1");

        assertThat(value(entry))
                .contains("\"privacy\":\"strip_ids\"", "/cart", "\"ip\":\"203.0.113.9\"")
                .doesNotContain("visitor-1", "person-1", "anonymousId", "userId");
        assertThat(key(entry)).isEqualTo("dev:" + FakeJournal.header(entry, JournalEntry.ID));
    }

    @Test
    void takesTheAddressWhereverItStands() {
        JournalEntry entry = shop.accepted(shop.event(""), "DNT", "1");

        assertThat(value(entry))
                .contains("\"privacy\":\"strip_ip\"", "visitor-1")
                .doesNotContain("203.0.113.9", "198.51.100.7");
    }

    @Test
    void takesBothWhereBothAreAskedFor() {
        JournalEntry entry = shop.accepted(shop.event(""), "DNT", "1", "Sec-GPC", "1");

        assertThat(value(entry))
                .contains("\"privacy\":\"strip_ids_and_ip\"")
                .doesNotContain("203.0.113.9", "198.51.100.7", "visitor-1", "person-1");
    }

    @ParameterizedTest
    @CsvSource({"drop, strip_ip", "remove, strip_ip"})
    void aClientMayAskForNoAddress(String header, String privacy) {
        JournalEntry entry = shop.accepted(shop.event(""), "X-IP-Policy", header);

        assertThat(value(entry))
                .contains("\"privacy\":\"" + privacy + "\"")
                .doesNotContain("203.0.113.", "198.51.100.7");
    }

    @Test
    void aClientMayAskForACutAddress() {
        assertThat(value(shop.accepted(shop.event(""), "X-IP-Policy", "stripLastOctet")))
                .contains("\"ip\":\"203.0.113.0\"", "\"ip\":\"198.51.100.0\"")
                .doesNotContain("203.0.113.9", "198.51.100.7");
    }

    @Test
    void whatIsDroppedIsAnsweredAndKeptNowhere() {
        double received = edge.counter("ecompulse.received.events", "stage", "edge");
        int kept = shop.all().size();

        JsonObject answer = shop.post(batch(shop.event(""), "17"), "SP-Anonymous", "*");

        assertThat(answer.getBoolean("success")).isTrue();
        assertThat(answer.getInteger("suppressed")).isEqualTo(2);
        assertThat(answer.getInteger("accepted") + answer.getInteger("rejected"))
                .isZero();
        assertThat(answer.getJsonArray("results").getJsonObject(0))
                .isEqualTo(new JsonObject("{\"index\":0,\"outcome\":\"suppressed\",\"reason\":\"anonymous_asked\"}"));
        assertThat(shop.all()).hasSize(kept);
        // I2: what was received was discarded for one reason each.
        assertThat(edge.counter("ecompulse.received.events", "stage", "edge")).isEqualTo(received + 2);
        assertThat(shop.discarded("anonymous_asked")).isGreaterThanOrEqualTo(2);
        edge.assertNothingHeld();
    }

    @Test
    void aBodyThatCannotBeReadIsNotKeptEither() {
        int kept = shop.all().size();

        assertThat(edge.post("/v1/batch", TestEdge.utf8("{\"visitor-1"), "SP-Anonymous", "*")
                        .statusCode())
                .isEqualTo(400);
        assertThat(shop.all()).hasSize(kept);
        edge.post("/v1/batch", TestEdge.utf8("{\"visitor-1"), "Sec-GPC", "1");

        assertThat(shop.last(JournalTopic.FAILED).value()).isEmpty();
        assertThat(FakeJournal.header(shop.last(JournalTopic.FAILED), "reason")).isEqualTo("malformed");
    }

    @Test
    void consentIsTheEventsOwnWordElseItsBatchs() {
        shop.policy(Treatment.ALLOW, Treatment.ALLOW, Treatment.ALLOW, CONSENT);
        String shared = "{\"context\":{" + consent("true").substring(1) + "},\"batch\":["
                + String.join(",", shop.event(""), shop.event(consent("false")), shop.event(consent("\"true\"")))
                + "]}";

        JsonObject answer = shop.post(shared);

        assertThat(answer.getInteger("accepted")).isEqualTo(1);
        assertThat(answer.getInteger("suppressed")).isEqualTo(2);
        assertThat(answer.getJsonArray("results").getJsonObject(0).getString("reason"))
                .isEqualTo("no_consent");
        assertThat(answer.getJsonArray("results").getJsonObject(0).getString("id"))
                .isNotNull();
        assertThat(value(shop.last(JournalTopic.EVENTS))).contains("visitor-1").doesNotContain("\"privacy\"");
    }

    @Test
    void anEventThatTellsOfNoConsentIsTreatedAsThePolicySays() {
        shop.policy(Treatment.ALLOW, Treatment.STRIP_IP, Treatment.ALLOW, CONSENT);

        assertThat(value(shop.accepted(shop.event(""))))
                .contains("\"privacy\":\"strip_ids\"")
                .doesNotContain("visitor-1");
        assertThat(value(shop.accepted(shop.event(""), "DNT", "1"))).contains("\"privacy\":\"strip_ids_and_ip\"");
    }

    @Test
    void aRejectedEventIsKeptWithoutWhatIsTaken() {
        shop.post(batch(shop.event("").replace("Cart Viewed", "")), "Sec-GPC", "1");

        JournalEntry failed = shop.last(JournalTopic.FAILED);
        assertThat(value(failed)).contains("/cart").doesNotContain("visitor-1", "person-1");
        assertThat(FakeJournal.header(failed, "reason")).isEqualTo("missing_event");
    }

    @Test
    void anEventThatIsTooLargeToBeReadIsKeptWithoutItsBytes() {
        shop.post(batch(shop.event(",\"pad\":\"" + "x".repeat(2_000) + "\"")), "Sec-GPC", "1");

        JournalEntry failed = shop.last(JournalTopic.FAILED);
        assertThat(failed.value()).isEmpty();
        assertThat(key(failed)).doesNotContain("visitor-1");
        assertThat(FakeJournal.header(failed, "reason")).isEqualTo("too_large");
    }

    @Test
    void anEventWithoutIdsStillMeetsItsOwnDuplicate() {
        String event = shop.event("");

        JsonObject answer = shop.post(batch(event, event), "Sec-GPC", "1");

        assertThat(answer.getInteger("accepted")).isEqualTo(1);
        assertThat(answer.getInteger("duplicates")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        /v1/page        | {"anonymousId":"visitor-1","userId":"person-1","messageId":"%s"}
        /v1/beacon      | [{"type":"page","anonymousId":"visitor-1","messageId":"%s"}]
        /api/s/page     | {"type":"page","anonymousId":"visitor-1","messageId":"%s"}
        /e/             | {"event":"x","uuid":"%s","properties":{"distinct_id":"person-1","$device_id":"visitor-1"}}
        /com.snowplowanalytics.snowplow/tp2 | {"schema":"s","data":[{"e":"pv","eid":"%s","duid":"visitor-1","uid":"person-1","p":"web"}]}
        """)
    void everyLanguageObeys(String path, String body) {
        String id = shop.newId();

        edge.post(path, TestEdge.utf8(body.formatted(id)), "Sec-GPC", "1");

        JournalEntry entry = shop.last(JournalTopic.EVENTS);
        assertThat(FakeJournal.header(entry, JournalEntry.ID)).isEqualTo(id);
        assertThat(value(entry)).contains("\"privacy\":\"strip_ids\"").doesNotContain("visitor-1", "person-1");
        assertThat(key(entry)).doesNotContain("visitor-1", "person-1");
    }

    @Test
    void anEventThatIsItsOwnVisitorKeepsItsIdentity() {
        String body = "{\"schema\":\"s\",\"data\":[{\"e\":\"pv\",\"eid\":\"event-0001\"}]}";

        edge.post("/com.snowplowanalytics.snowplow/tp2", TestEdge.utf8(body), "Sec-GPC", "1");

        assertThat(FakeJournal.header(shop.last(JournalTopic.EVENTS), JournalEntry.ID))
                .isEqualTo("event-0001");
    }

    @Test
    void anotherLanguagesFailedEventIsKeptWithoutItsBytes() {
        String body = "{\"event\":\"\",\"properties\":{\"distinct_id\":\"person-1\"}}";

        edge.post("/e/", TestEdge.utf8(body), "Sec-GPC", "1");

        assertThat(shop.last(JournalTopic.FAILED).value()).isEmpty();
    }

    @Test
    void aStreamObeysTheHeadersOfItsUpgradeAndEachEventsConsent() {
        shop.policy(Treatment.STRIP_IDS, Treatment.ALLOW, Treatment.ALLOW, CONSENT);
        try (StreamClient client = StreamClient.connect(edge, "Sec-GPC", "1")) {
            client.say(StreamClient.HELLO);
            client.next();
            client.batch(1, shop.event(consent("true")), shop.event(consent("false")));
            JsonObject ack = client.nextJson();

            assertThat(ack.getInteger("accepted")).isEqualTo(1);
            assertThat(ack.getInteger("suppressed")).isEqualTo(1);
        }
        assertThat(value(shop.last(JournalTopic.EVENTS)))
                .contains("\"privacy\":\"strip_ids\"")
                .doesNotContain("visitor-1", "person-1");
    }

    @Test
    void anEventThatHasNoIdsIsTakenFromWhoSaysThatTheyAreGone() {
        String event = "{\"type\":\"page\",\"messageId\":\"" + shop.newId() + "\"}";

        assertThat(shop.post(batch(event)).getInteger("rejected")).isEqualTo(1);
        assertThat(value(shop.accepted(event, "X-Privacy", "strip_ids"))).contains("\"privacy\":\"strip_ids\"");
    }

    @ParameterizedTest
    @CsvSource({"anonymousId", "userId", "previousId"})
    void nothingOfASuppressedPersonIsStored(String member, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("subjects.txt");
        Files.writeString(
                file, SuppressedSubjects.line("dev", "gone") + "\n" + SuppressedSubjects.line("other", "here"));
        edge.subjects.set(SuppressedSubjects.read(file, 2));
        int kept = shop.all().size();
        String of = "{\"type\":\"page\",\"anonymousId\":\"a\",\"messageId\":\"%s\",\"" + member + "\":\"%s\"}";

        String tooLarge = of.formatted("s-2", "gone").replace("}", ",\"pad\":\"" + "x".repeat(2_000) + "\"}");
        JsonObject answer = shop.post(batch(of.formatted("s-1", "gone"), of.formatted(shop.newId(), "here"), tooLarge));

        assertThat(answer.getJsonArray("results").getJsonObject(0).getMap())
                .containsAllEntriesOf(Map.of("id", "s-1", "outcome", "suppressed", "reason", "suppressed_subject"));
        assertThat(answer.getInteger("accepted")).isEqualTo(1);
        assertThat(answer.getInteger("suppressed")).isEqualTo(2);
        assertThat(shop.all()).hasSize(kept + 1);
        edge.subjects.set(SuppressedSubjects.NONE);
    }

    @Test
    void countsWhatWasTaken() {
        double before = edge.counter("ecompulse.stripped.events", "treatment", "strip_ids");

        shop.post(batch(shop.event(""), shop.event("")), "Sec-GPC", "1");

        assertThat(edge.counter("ecompulse.stripped.events", "treatment", "strip_ids"))
                .isEqualTo(before + 2);
    }
}
