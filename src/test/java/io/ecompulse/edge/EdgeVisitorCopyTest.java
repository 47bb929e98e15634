package io.ecompulse.edge;

import static io.ecompulse.edge.CookieEdge.derived;
import static io.ecompulse.edge.CookieEdge.outcome;
import static io.ecompulse.edge.CookieEdge.sentBack;
import static io.ecompulse.edge.CookieEdge.set;
import static io.ecompulse.edge.CookieEdge.visitor;
import static io.ecompulse.edge.PrivateEdge.key;
import static io.ecompulse.edge.TestEdge.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.Sources;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** I7: a visitor that was given moves no event away from its copies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeVisitorCopyTest {
    private CookieEdge site;

    @BeforeAll
    void start() {
        site = new CookieEdge();
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @BeforeEach
    void sources() {
        site.use(CookieEdge.site());
    }

    /** I7: dedup goes by partition, which the key decides, id and fingerprint. */
    @Test
    void aCopyWhoseAnswerWasLostMeetsTheFirstOneInWhateverCompany() {
        String event = site.nobody();
        site.post(event);
        JournalEntry first = site.last();

        site.post(site.nobody() + "," + site.nobody() + "," + event);
        assertSame(site.last(), first);
        String visitor = derived(event);
        site.post(event, "Cookie", "ecompulse_site=" + visitor);
        assertSame(site.last(), first);
    }

    /** As out of the lake, which has the visitor in the event. */
    @Test
    void aCopyThatNamesTheGivenVisitorIsTheSameEvent() {
        String event = site.nobody();
        site.post(event);
        JournalEntry first = site.last();

        site.post(event.replace("}", ",\"anonymousId\":\"" + visitor(first) + "\"}"));

        assertSame(site.last(), first);
    }

    private static void assertSame(JournalEntry copy, JournalEntry first) {
        assertThat(copy).isNotSameAs(first);
        assertThat(key(copy)).isEqualTo(key(first));
        assertThat(copy.headers().toString()).isNotEmpty();
        for (String header : List.of(JournalEntry.ID, JournalEntry.FINGERPRINT)) {
            assertThat(FakeJournal.header(copy, header)).isEqualTo(FakeJournal.header(first, header));
        }
    }

    @Test
    void whoTookItAMomentAgoKnowsACopyThatGetsAnotherVisitor() {
        try (TestEdge remembers = TestEdge.start()) {
            remembers.sources.set(new Sources(List.of(CookieEdge.site())));
            byte[] body = TestEdge.utf8(batch(site.nobody(), site.nobody()));
            HttpRequest.Builder request =
                    remembers.request("/v1/batch?k=site-key").POST(BodyPublishers.ofByteArray(body));
            String cookie = set(remembers.send(request.build()));

            HttpResponse<String> again =
                    remembers.send(request.header("Cookie", sentBack(cookie)).build());

            assertThat(outcome(again, "duplicates")).isEqualTo(2);
            assertThat(remembers.journal.entries(JournalTopic.EVENTS)).hasSize(2);
            // The first answer may have been lost: it is told again.
            assertThat(set(again)).isEqualTo(cookie);
        }
    }

    @Test
    void theEventsOfARequestThatHaveNoIdentityShareItsVisitor() {
        String set = set(site.post("{\"type\":\"page\"},{\"type\":\"page\"}"));
        List<JournalEntry> both =
                site.all().subList(site.all().size() - 2, site.all().size());

        assertThat(both).allSatisfy(entry -> assertThat(set).contains(visitor(entry)));
        assertThat(sentBack(set(site.post("{\"type\":\"page\"}")))).isNotEqualTo(sentBack(set));
    }
}
