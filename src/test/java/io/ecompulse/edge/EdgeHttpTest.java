package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.gzip;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import io.ecompulse.journal.JournalUnavailable;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public contract over HTTP, through a real server. */
class EdgeHttpTest {
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
    void answersABatchWithWhatBecameOfEachEvent() {
        HttpResponse<String> answer = edge.post(
                "/v1/batch",
                batch(track(id), "{\"type\":\"track\",\"userId\":\"u\",\"messageId\":\"no-name\"}", track(id)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"success\":true,\"accepted\":1,\"duplicates\":1,\"rejected\":1,\"durability\":\"journal\",\"results\":["
                                + "{\"index\":1,\"id\":\"no-name\",\"outcome\":\"rejected\",\"reason\":\"missing_event\","
                                + "\"detail\":\"a track call needs its event's name in \\\"event\\\"\"},"
                                + "{\"index\":2,\"id\":\"" + id + "\",\"outcome\":\"duplicate\"}]}");
        assertThat(edge.journal.ids()).contains(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/batch", "/v1/batch/", "/v1/import", "/v1/import/", "/v1/b", "/v1/batch?retry=1"})
    void takesABatchAtEveryPathThatLibrariesUse(String path) {
        HttpResponse<String> answer = edge.post(path, batch(track(id)));

        assertThat(answer.body()).startsWith("{\"success\":true,\"accepted\":1,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"track", "page", "screen", "identify", "group", "alias", "t", "p", "s", "i", "g", "a", "track/"})
    void takesOneEventWhoseTypeStandsInThePath(String path) {
        HttpResponse<String> answer =
                edge.post("/v1/" + path, "{\"event\":\"E\",\"userId\":\"u\",\"messageId\":\"" + id + "\"}");

        assertThat(answer.body()).startsWith("{\"success\":true,\"accepted\":1,");
        String type = edge.journal.values(JournalTopic.EVENTS).stream()
                .filter(value -> value.contains("\"" + id + "\""))
                .findFirst()
                .orElseThrow();
        assertThat(type).containsPattern("\"event\":\\{\"type\":\"" + path.charAt(0));
    }

    @Test
    void readsGzipNamedByItsHeader() {
        byte[] body = gzip(utf8(batch(track(id))));

        // As rudder-sdk-node sends it: the content type is a lie, and nothing here may read it as a form.
        HttpResponse<String> answer = edge.post(
                "/v1/batch", body, "Content-Encoding", "gzip", "Content-Type", "application/x-www-form-urlencoded");

        assertThat(answer.body()).startsWith("{\"success\":true,\"accepted\":1,");
    }

    @Test
    void readsGzipThatNobodyAnnounced() {
        assertThat(edge.post("/v1/batch", gzip(utf8(batch(track(id)))), "Content-Type", "text/plain")
                        .body())
                .startsWith("{\"success\":true,\"accepted\":1,");
    }

    @Test
    void mergesTheBatchContextIntoItsEvents() {
        edge.post(
                "/v1/batch",
                "{\"context\":{\"library\":{\"name\":\"lib\"}},\"sentAt\":\"2026-03-01T11:59:59Z\",\"batch\":["
                        + track(id) + "]}");

        assertThat(valueOf(id))
                .contains(
                        "\"event\":{\"context\":{\"library\":{\"name\":\"lib\"}},\"sentAt\":\"2026-03-01T11:59:59Z\",\"type\":\"track\"");
    }

    @Test
    void wrapsTheClientsOwnBytes() {
        edge.post("/v1/batch", utf8(batch(track(id) + " ")), "User-Agent", "shop/1.0");

        assertThat(valueOf(id))
                .isEqualTo(
                        "{\"v\":1,\"receivedAt\":\"2026-03-01T12:00:00Z\",\"source\":\"dev\",\"protocol\":\"segment\","
                                + "\"edge\":\"edge\",\"ip\":\"127.0.0.0\",\"userAgent\":\"shop/1.0\",\"event\":"
                                + track(id) + "}");
        JournalEntry entry = entryOf(id);
        assertThat(FakeJournal.text(entry.key())).isEqualTo("dev:v1");
        assertThat(entry.timestamp()).isEqualTo(TestEdge.NOW.toEpochMilli());
    }

    @Test
    void givesAnEventWithoutAnIdOneOfItsOwn() {
        edge.post("/v1/batch", batch("{\"type\":\"page\",\"userId\":\"" + id + "\",\"messageId\":\"\"}"));

        JournalEntry entry = edge.journal.entries(JournalTopic.EVENTS).stream()
                .filter(candidate -> FakeJournal.text(candidate.value()).contains(id))
                .findFirst()
                .orElseThrow();
        String assigned = FakeJournal.header(entry, JournalEntry.ID);
        assertThat(assigned).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(FakeJournal.text(entry.value())).endsWith("\"messageId\":\"" + assigned + "\"}}");
    }

    @Test
    void keepsARejectedEventWithWhatIsKnownAboutIt() {
        String broken = "{\"type\":\"shout\",\"userId\":\"u\",\"messageId\":\"" + id + "\"}";

        edge.post("/v1/batch", batch(broken));

        JournalEntry failed = edge.journal.entries(JournalTopic.FAILED).stream()
                .filter(entry -> id.equals(FakeJournal.header(entry, "id")))
                .findFirst()
                .orElseThrow();
        assertThat(FakeJournal.text(failed.value())).isEqualTo(broken);
        assertThat(FakeJournal.text(failed.key())).isEqualTo("dev:" + id);
        assertThat(failed.headers().stream().map(header -> header.name() + "=" + FakeJournal.text(header.value())))
                .containsExactly(
                        "id=" + id,
                        "source=dev",
                        "reason=unknown_type",
                        "detail=type is none of track, page, screen, identify, group, alias",
                        "stage=edge",
                        "protocol=segment",
                        "version=test",
                        "receivedAt=2026-03-01T12:00:00Z");
    }

    @Test
    void keepsAnUnreadableBodyOfAKnownSourceAsOneFailedEvent() {
        String body = "{\"batch\":[" + id;

        HttpResponse<String> answer = edge.post("/v1/batch", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"success\":false,\"reason\":\"malformed\"");
        assertThat(edge.journal.values(JournalTopic.FAILED)).contains(body);
    }

    @Test
    void saysNothingWasKeptWhileTheJournalIsAway() {
        edge.journal.failWith(JournalUnavailable.failed("no broker", new IllegalStateException()));
        HttpResponse<String> refused = edge.post("/v1/batch", batch(track(id)));
        edge.journal.recover();
        HttpResponse<String> taken = edge.post("/v1/batch", batch(track(id)));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body())
                .contains("\"reason\":\"journal_unavailable\"")
                .containsPattern("\"retryAfterMs\":1[0-5]000");
        assertThat(refused.headers().firstValue("retry-after").orElseThrow()).matches("1[0-5]");
        assertThat(taken.body()).contains("\"accepted\":1,\"duplicates\":0");
    }

    @Test
    void saysOverloadedWhenTheJournalHoldsTooMuch() {
        edge.journal.failWith(JournalUnavailable.overloaded("full"));
        HttpResponse<String> refused = edge.post("/v1/batch", batch(track(id)));
        edge.journal.recover();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("\"reason\":\"overloaded\"");
    }

    @Test
    void answersAnEventThatItJustTookAsADuplicate() {
        edge.post("/v1/batch", batch(track(id)));
        HttpResponse<String> again = edge.post("/v1/batch", batch(track(id)));

        assertThat(again.body())
                .isEqualTo(
                        "{\"success\":true,\"accepted\":0,\"duplicates\":1,\"rejected\":0,\"durability\":\"journal\",\"results\":["
                                + "{\"index\":0,\"id\":\"" + id + "\",\"outcome\":\"duplicate\"}]}");
        assertThat(edge.journal.ids()).containsOnlyOnce(id);
    }

    @Test
    void thanksForTelemetryAndDropsIt() {
        HttpResponse<String> answer = edge.send(edge.request("/v1/m")
                .POST(BodyPublishers.ofString("{\"series\":[]}"))
                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"success\":true}");
    }

    @Test
    void answersAPreflightWithoutAKey() {
        HttpResponse<String> answer = edge.send(edge.request("/v1/t")
                .header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("https://shop.example");
        assertThat(answer.headers().firstValue("access-control-allow-credentials"))
                .contains("true");
        assertThat(answer.headers().firstValue("access-control-allow-headers").orElseThrow())
                .contains("authorization", "x-retry-count", "rsa-recovered", "sp-anonymous");
        assertThat(answer.headers().firstValue("access-control-max-age")).contains("7200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/nowhere", "/v1/track", "/v1/batch", "/v1/projects/k/settings", "/v1/projects/a/b/settings"})
    void letsPagesReadEveryAnswerErrorsToo(String path) {
        HttpResponse<String> answer = edge.send(edge.request(path)
                .header("Origin", "https://shop.example")
                .POST(BodyPublishers.ofString("not json"))
                .build());

        assertThat(answer.statusCode()).isIn(400, 401, 404, 405);
        assertThat(answer.body()).startsWith("{\"success\":false,");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("https://shop.example");
        assertThat(answer.headers().firstValue("access-control-expose-headers").orElseThrow())
                .contains("Retry-After");
        assertThat(answer.headers().firstValue("vary")).contains("Origin");
    }

    @Test
    void saysWhichMethodAPathAnswers() {
        HttpResponse<String> answer = edge.send(edge.request("/v1/track").GET().build());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("POST, OPTIONS");
    }

    @Test
    void countsEachEventOnceInAndOnceOut() {
        double received = edge.counter("ecompulse.received.events", "stage", "edge");
        double sent = edge.counter("ecompulse.sent.events", "stage", "edge");
        double duplicates = edge.counter("ecompulse.discarded.events", "reason", "duplicate");
        double rejected = edge.counter("ecompulse.discarded.events", "reason", "missing_identity");

        edge.post("/v1/batch", batch(track(id), track(id), "{\"type\":\"page\"}"));

        assertThat(edge.counter("ecompulse.received.events", "stage", "edge") - received)
                .isEqualTo(3);
        assertThat(edge.counter("ecompulse.sent.events", "stage", "edge") - sent)
                .isEqualTo(1);
        assertThat(edge.counter("ecompulse.discarded.events", "reason", "duplicate") - duplicates)
                .isEqualTo(1);
        assertThat(edge.counter("ecompulse.discarded.events", "reason", "missing_identity") - rejected)
                .isEqualTo(1);
        assertThat(edge.registry
                        .get("ecompulse.duration")
                        .tag("step", "ack")
                        .timer()
                        .count())
                .isPositive();
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
