package io.ecompulse.edge;

import static io.ecompulse.edge.CookieEdge.YEAR;
import static io.ecompulse.edge.CookieEdge.derived;
import static io.ecompulse.edge.CookieEdge.outcome;
import static io.ecompulse.edge.CookieEdge.set;
import static io.ecompulse.edge.CookieEdge.source;
import static io.ecompulse.edge.CookieEdge.visitor;
import static io.ecompulse.edge.PrivateEdge.key;
import static io.ecompulse.edge.PrivateEdge.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.SuppressedSubjects;
import io.ecompulse.config.Treatment;
import io.ecompulse.journal.JournalEntry;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** I10: who is given a visitor, and whose cookie is believed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeVisitorPrivacyTest {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ecompulse_site=",
                "ecompulse_site=person-17",
                "ecompulse_site=0123abcd-0123-4123-8123-0123456789ab",
                "ecompulse_site=0123ABCD-0123-8123-8123-0123456789AB",
                "ecompulse_site=0123abcd-0123-8123-8123-0123456789ab0",
                "ecompulse_site=\"0123abcd-0123-8123-8123-0123456789ab\"",
                "ecompulse_other=0123abcd-0123-8123-8123-0123456789ab",
                "Xecompulse_site=0123abcd-0123-8123-8123-0123456789ab",
                "ecompulse_site",
                ";;;=;"
            })
    void whatWeDidNotWriteIsNobody(String cookie) {
        String event = site.nobody();

        assertThat(set(site.post(event, "Cookie", cookie))).contains(derived(event));
    }

    @Test
    void anOverlongCookieIsNobodyAndHarmsNothing() {
        String event = site.nobody();

        assertThat(set(site.post(event, "Cookie", "ecompulse_site=" + "a".repeat(7_000))))
                .contains(derived(event));
    }

    @Test
    void ofSeveralCookiesTheFirstThatIsOursCounts() {
        String visitor = VisitorId.of("site", "first");
        String other = VisitorId.of("site", "second");

        site.post(site.nobody(), "Cookie", "ecompulse_site=x; ecompulse_site=" + visitor + ";ecompulse_site=" + other);

        assertThat(visitor(site.last())).isEqualTo(visitor);
    }

    @ParameterizedTest
    @CsvSource({
        "STRIP_IDS, Sec-GPC, 1",
        "STRIP_IDS_AND_IP, Sec-GPC, 1",
        "DROP, Sec-GPC, 1",
        "STRIP_IDS, DNT, 1",
        "ALLOW, SP-Anonymous, *",
        "ALLOW, X-Privacy, strip_ids"
    })
    void isNeitherSetNorReadWhereTheVisitorWantsNone(Treatment treatment, String header, String word) {
        site.use(source("site", YEAR, policy(treatment, PrivacyPolicy.Consent.NOT_ASKED)));
        String visitor = VisitorId.of("site", "long ago");
        int before = site.all().size();

        HttpResponse<String> answer = site.post(site.nobody(), "Cookie", "ecompulse_site=" + visitor, header, word);

        assertThat(set(answer)).isNull();
        List<JournalEntry> stored = site.all();
        assertThat(stored.subList(before, stored.size()))
                .noneMatch(entry ->
                        value(entry).contains("anonymousId") || key(entry).contains(visitor));
    }

    @Test
    void onlyWhoConsentedIsGivenOne() {
        PrivacyPolicy.Consent consent =
                new PrivacyPolicy.Consent(Set.of("Analytics"), Treatment.STRIP_IDS, Treatment.DROP);
        site.use(source("site", YEAR, policy(Treatment.ALLOW, consent)));
        String denied = site.nobody(",\"context\":{\"consent\":{\"categoryPreferences\":{\"Analytics\":false}}}");
        String given = site.nobody(",\"context\":{\"consent\":{\"categoryPreferences\":{\"Analytics\":true}}}");

        assertThat(set(site.post(site.nobody()))).isNull();
        assertThat(set(site.post(denied))).isNull();
        assertThat(value(site.last())).doesNotContain("anonymousId");
        assertThat(set(site.post(denied + "," + given))).contains(derived(given));
    }

    @Test
    void whoHidesTheAddressAloneIsGivenOne() {
        site.use(source("site", YEAR, policy(Treatment.STRIP_IP, PrivacyPolicy.Consent.NOT_ASKED)));
        String event = site.nobody();

        assertThat(set(site.post(event, "Sec-GPC", "1"))).contains(derived(event));
        assertThat(value(site.last())).contains("\"privacy\":\"strip_ip\"");
    }

    private static PrivacyPolicy policy(Treatment signals, PrivacyPolicy.Consent consent) {
        return new PrivacyPolicy(signals, signals, Treatment.ALLOW, consent);
    }

    @Test
    void whoIsToBeForgottenIsKnownByTheCookieAndLosesIt(@TempDir Path folder) throws Exception {
        String visitor = VisitorId.of("site", "forgotten");
        String derived = site.nobody();
        Path list = folder.resolve("subjects.txt");
        Files.writeString(
                list,
                SuppressedSubjects.line("site", visitor) + "\n" + SuppressedSubjects.line("site", derived(derived)));
        site.edge.subjects.set(SuppressedSubjects.read(list, 10));
        int before = site.all().size();

        HttpResponse<String> answer =
                site.post(site.nobody() + ",{\"type\":\"page\"}", "Cookie", "ecompulse_site=" + visitor);
        HttpResponse<String> again = site.post(derived);

        site.edge.subjects.set(SuppressedSubjects.NONE);
        assertThat(outcome(answer, "suppressed")).isEqualTo(2);
        assertThat(set(answer)).isNull();
        assertThat(outcome(again, "suppressed")).isEqualTo(1);
        assertThat(set(again)).isNull();
        assertThat(site.all()).hasSize(before);
    }
}
