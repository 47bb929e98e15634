package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The columns that are read between an event's lines. */
final class VisitTest {
    private static final String CHROME =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

    @ParameterizedTest
    @CsvSource({
        "https://www.google.co.uk/search?q=tea, search, google",
        "https://duckduckgo.com/, search, duckduckgo",
        "https://search.brave.com/, search, brave",
        "https://mail.google.com/mail/u/0, email, google",
        "https://l.facebook.com/l.php, social, facebook",
        "https://t.co/abc, social, x",
        "android-app://com.google.android.googlequicksearchbox/, search, google",
        "https://www.shop.example/, internal, shop.example",
        "https://SHOP.example:443/cart, internal, shop.example",
        "https://blog.shop.example/, internal, blog.shop.example",
        "https://notshop.example/, other, notshop.example",
        "https://partner.test/a?b, other, partner.test",
        "nonsense, direct,",
    })
    void tellsWhereAVisitComesFromByItsReferrer(String referrer, String kind, String source) {
        assertThat(page("\"url\":\"https://shop.example/p\",\"referrer\":\"" + referrer + "\"", ""))
                .containsEntry("referrer_class", kind)
                .containsEntry("referrer_source", source);
    }

    @Test
    void aVisitWithoutAReferrerIsDirectAndAnEventWithoutAPageIsNone() {
        assertThat(page("\"url\":\"https://shop.example/\"", "")).containsEntry("referrer_class", "direct");
        assertThat(page("\"title\":\"x\"", "")).containsEntry("referrer_class", null);
    }

    @ParameterizedTest
    @CsvSource({
        "newsletter, email",
        "Email, email",
        "paid_social, social",
        "organic, search",
        "cpc, campaign",
        "affiliate, campaign"
    })
    void aCampaignsMediumCountsMoreThanTheReferrer(String medium, String kind) {
        assertThat(page(
                        "\"url\":\"https://shop.example/\",\"referrer\":\"https://www.bing.com/\"",
                        ",\"campaign\":{\"source\":\"spring\",\"medium\":\"" + medium + "\"}"))
                .containsEntry("referrer_class", kind)
                .containsEntry("referrer_source", "spring");
    }

    @Test
    void readsTheClickIdsOfTheAddress() {
        Map<String, Object> row = page(
                "\"url\":\"https:\\/\\/shop.example\\/?a=1\\u0026gclid=Cj0%2BKC\\u0026fbclid=&msclkid=m-1&xttclid=no#x\"",
                "");

        assertThat(row)
                .containsEntry("gclid", "Cj0+KC")
                .containsEntry("fbclid", null)
                .containsEntry("msclkid", "m-1")
                .containsEntry("ttclid", null)
                .containsEntry("referrer_class", "campaign");
        assertThat(page("\"path\":\"/\",\"search\":\"?ttclid=t%FF#f\"", "")).containsEntry("ttclid", "t%FF");
    }

    @ParameterizedTest
    @CsvSource({
        "analytics.js, web",
        "RudderLabs JavaScript SDK, web",
        "posthog-js, web",
        "analytics-kotlin, android",
        "analytics-ios, ios",
        "analytics-swift, ios",
        "@segment/analytics-node, server",
        "analytics-java, server",
        "analytics-python, server",
        "unheard-of, web"
    })
    void tellsThePlatformByTheLibraryElseByTheUserAgent(String library, String platform) {
        assertThat(page("\"url\":\"https://s/\"", ",\"library\":{\"name\":\"" + library + "\"}"))
                .containsEntry("platform", platform);
    }

    @Test
    void anAppIsOfItsOperatingSystemAndTheChannelCountsMost() {
        assertThat(row("{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m\",\"context\":{\"userAgent\":\"Shop/1\","
                        + "\"app\":{\"name\":\"Shop\",\"version\":\"5.1\"},\"os\":{\"name\":\"iOS\"}}}"))
                .containsEntry("platform", "ios")
                .containsEntry("app_name", "Shop")
                .containsEntry("app_version", "5.1");
        assertThat(row("{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m\",\"channel\":\"server\",\"context\":{"
                        + "\"userAgent\":\"" + CHROME + "\"}}"))
                .containsEntry("platform", "server")
                .containsEntry("browser", "Chrome");
    }

    private static Map<String, Object> page(String page, String context) {
        return row("{\"type\":\"page\",\"messageId\":\"m\",\"context\":{\"userAgent\":\"" + CHROME + "\",\"page\":{"
                + page + "}" + context + "}}");
    }

    private static Map<String, Object> row(String json) {
        EventRow row = Objects.requireNonNull(EventRow.read(event(1, json), TestEvents.TOPIC.getBytes(UTF_8), 3));
        return TestRows.named(EventsTable.TABLE, new RowEncoder<>(EventsTable.FIELDS).encode(row));
    }
}
