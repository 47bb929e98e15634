package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.IpPolicy;
import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.Source;
import io.ecompulse.config.Sources;
import io.ecompulse.config.VisitorCookie;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;

/** An edge whose source {@code site} sets the visitor cookie, behind a proxy that is trusted. */
final class CookieEdge implements AutoCloseable {
    static final VisitorCookie YEAR = new VisitorCookie(365, null);

    /** Remembers nothing, like a server that the first request did not come to. */
    final TestEdge edge = TestEdge.start("edge.proxies.trusted", "127.0.0.0/8", "edge.recent.ids.max", "0");

    private int next;

    void use(Source... sources) {
        edge.sources.set(new Sources(List.of(sources)));
    }

    static Source source(String id, VisitorCookie cookie, PrivacyPolicy privacy) {
        return source(id, cookie, privacy, id + "-key");
    }

    static Source source(String id, VisitorCookie cookie, PrivacyPolicy privacy, String writeKey) {
        return new Source(
                id,
                id,
                true,
                List.of(writeKey),
                List.of(),
                IpPolicy.TRUNCATE,
                true,
                Set.of(Source.ANY_ORIGIN),
                null,
                privacy,
                cookie);
    }

    static Source site() {
        return source("site", YEAR, PrivacyPolicy.DEFAULT);
    }

    /** An event that names no visitor. */
    String nobody() {
        return nobody("");
    }

    /** @param members more of them, each behind a comma */
    String nobody(String members) {
        return "{\"type\":\"page\",\"messageId\":\"c-" + next++ + '"' + members + '}';
    }

    /** The visitor that such an event is given without a cookie. */
    static String derived(String event) {
        return VisitorId.of("site", new JsonObject(event).getString("messageId"));
    }

    HttpResponse<String> post(String events, String... headers) {
        HttpRequest.Builder request = edge.request("/v1/batch?k=site-key").POST(BodyPublishers.ofString(batch(events)));
        return edge.send(
                headers.length == 0 ? request.build() : request.headers(headers).build());
    }

    /** What the browser is to keep, or null. */
    static String set(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        List<String> cookies = answer.headers().allValues("set-cookie");
        assertThat(cookies).hasSizeLessThan(2);
        return cookies.isEmpty() ? null : cookies.get(0);
    }

    /** As the browser sends it back. */
    static String sentBack(String set) {
        return set.substring(0, set.indexOf(';'));
    }

    static int outcome(HttpResponse<String> answer, String outcome) {
        return new JsonObject(answer.body()).getInteger(outcome, 0);
    }

    List<JournalEntry> all() {
        return edge.journal.entries(JournalTopic.EVENTS);
    }

    JournalEntry last() {
        List<JournalEntry> all = all();
        return all.get(all.size() - 1);
    }

    static String visitor(JournalEntry entry) {
        return new JsonObject(PrivateEdge.value(entry)).getJsonObject("event").getString("anonymousId");
    }

    @Override
    public void close() {
        edge.assertNothingHeld();
        edge.close();
    }
}
