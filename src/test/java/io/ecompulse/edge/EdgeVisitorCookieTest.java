package io.ecompulse.edge;

import static io.ecompulse.edge.CookieEdge.derived;
import static io.ecompulse.edge.CookieEdge.sentBack;
import static io.ecompulse.edge.CookieEdge.set;
import static io.ecompulse.edge.CookieEdge.source;
import static io.ecompulse.edge.CookieEdge.visitor;
import static io.ecompulse.edge.PrivateEdge.key;
import static io.ecompulse.edge.PrivateEdge.value;
import static io.ecompulse.edge.TestEdge.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.PrivacyPolicy;
import io.ecompulse.config.Sources;
import io.ecompulse.config.VisitorCookie;
import io.ecompulse.journal.JournalUnavailable;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cookie by which a source knows a visitor again whose page keeps none itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeVisitorCookieTest {
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

    @Test
    void isNeitherSetNorReadWhereTheSourceDoesNotSaySo() {
        site.use(source("site", null, PrivacyPolicy.DEFAULT));

        HttpResponse<String> answer = site.post(site.nobody(), "Cookie", "ecompulse_site=" + VisitorId.of("site", "x"));

        assertThat(set(answer)).isNull();
        assertThat(answer.body()).contains("\"rejected\":1", "missing_identity");
    }

    @Test
    void givesAVisitorToWhoHasNoneAndAsksTheBrowserToKeepIt() {
        String event = site.nobody();
        String visitor = derived(event);

        String set = set(site.post(event));

        assertThat(set).isEqualTo("ecompulse_site=" + visitor + "; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax");
        assertThat(visitor(site.last())).isEqualTo(visitor);
        assertThat(key(site.last())).isEqualTo("site:" + visitor);
        assertThat(value(site.last())).doesNotContain("\"privacy\"");
    }

    @Test
    void theVisitorThatComesBackIsTheSameAndKeptForAsLongAgain() {
        String visitor = VisitorId.of("site", "long ago");

        String set = set(site.post(site.nobody(), "Cookie", "theme=dark; ecompulse_site=" + visitor + "; cart=7"));

        assertThat(set).startsWith("ecompulse_site=" + visitor + "; Max-Age=31536000;");
        assertThat(key(site.last())).isEqualTo("site:" + visitor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"anonymousId\":\"a-1\"", "\"userId\":\"u-1\"", "\"userId\":17"})
    void anEventThatNamesItsVisitorKeepsIt(String own) {
        String visitor = VisitorId.of("site", "long ago");

        HttpResponse<String> answer = site.post(site.nobody("," + own), "Cookie", "ecompulse_site=" + visitor);

        assertThat(set(answer)).isNull();
        assertThat(value(site.last())).contains(own).doesNotContain(visitor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"anonymousId\":null", "\"anonymousId\":\"\"", "\"anonymousId\":{}", "\"userId\":[]"})
    void whatIsNoVisitorCountsAsNone(String own) {
        String event = site.nobody("," + own);

        assertThat(set(site.post(event))).contains(derived(event));
        assertThat(visitor(site.last())).isEqualTo(derived(event));
    }

    @ParameterizedTest
    @CsvSource({"https, true", "HTTPS, true", "http, false", "'http, https', true", "'https, http', false", "on, false"
    })
    void isSecureWhereATrustedProxySaysSo(String protocol, boolean secure) {
        assertThat(set(site.post(site.nobody(), "X-Forwarded-Proto", protocol)).contains("; Secure;"))
                .isEqualTo(secure);
    }

    @Test
    void nobodyElseIsBelievedAboutTls() {
        try (TestEdge open = TestEdge.start()) {
            open.sources.set(new Sources(List.of(CookieEdge.site())));
            HttpRequest request = open.request("/v1/batch?k=site-key")
                    .header("X-Forwarded-Proto", "https")
                    .POST(BodyPublishers.ofString(batch(site.nobody())))
                    .build();

            assertThat(set(open.send(request))).doesNotContain("Secure");
        }
    }

    @Test
    void everySourceHasItsOwn() {
        site.use(
                source("site", new VisitorCookie(1, null), PrivacyPolicy.DEFAULT),
                source("shop", new VisitorCookie(400, "shop.example"), PrivacyPolicy.DEFAULT),
                source("app", null, PrivacyPolicy.DEFAULT));
        String site = VisitorId.of("site", "x");
        String cookies = "ecompulse_site=" + site + "; ecompulse_app=" + VisitorId.of("app", "x");

        assertThat(set(to("site", cookies))).startsWith("ecompulse_site=" + site + "; Max-Age=86400; Path=/; HttpOnly");
        assertThat(set(to("shop", cookies)))
                .startsWith("ecompulse_shop=")
                .doesNotContain(site)
                .contains("; Max-Age=34560000; Path=/; Domain=shop.example; HttpOnly; SameSite=Lax");
        assertThat(set(to("app", cookies))).isNull();
    }

    private HttpResponse<String> to(String source, String cookies) {
        return site.edge.send(site.edge
                .request("/v1/beacon?k=" + source + "-key")
                .header("Cookie", cookies)
                .POST(BodyPublishers.ofString("[" + site.nobody() + "]"))
                .build());
    }

    @Test
    void anImageKeepsItsVisitorByTheCookie() {
        HttpResponse<String> first = image("/v1/pixel.gif?k=site-key", "a=b");
        String set = set(first);
        String visitor = visitor(site.last());
        image("/v1/pixel.gif?k=site-key", sentBack(set));

        assertThat(set).startsWith("ecompulse_site=" + visitor);
        assertThat(first.headers().firstValue("cache-control")).contains("no-store, private");
        assertThat(visitor(site.last())).isEqualTo(visitor);
        assertThat(value(site.last())).doesNotContain("assigned");
    }

    @Test
    void aTrackerWithoutStorageKeepsItsVisitorByTheCookie() {
        String visitor = VisitorId.of("site", "x");

        image("/i?aid=site-key&e=pv&eid=e-1", "ecompulse_site=" + visitor);

        assertThat(visitor(site.last())).isEqualTo(visitor);
        assertThat(key(site.last())).isEqualTo("site:" + visitor);
    }

    private HttpResponse<String> image(String target, String cookie) {
        return site.edge.send(site.edge.request(target).header("Cookie", cookie).build());
    }

    @Test
    void nothingIsSetWhereNothingWasTaken() {
        site.edge.journal.failWith(JournalUnavailable.overloaded("full"));
        HttpResponse<String> refused = site.post(site.nobody());
        site.edge.journal.recover();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("set-cookie")).isEmpty();
        assertThat(set(site.post("{\"type\":\"track\",\"messageId\":\"no name\"}")))
                .isNull();
    }

    @Test
    void crossOriginRulesStayAsTheyAre() {
        HttpResponse<String> answer = site.post(site.nobody(), "Origin", "https://elsewhere.example");

        assertThat(set(answer)).contains("SameSite=Lax");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("https://elsewhere.example");
        assertThat(answer.headers().firstValue("access-control-expose-headers").orElse(""))
                .doesNotContainIgnoringCase("cookie");
    }
}
