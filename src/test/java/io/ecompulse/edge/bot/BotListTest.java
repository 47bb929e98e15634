package io.ecompulse.edge.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BotListTest {
    private static final BotList LIST = BotList.read();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) | SEARCH_ENGINE
        Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) | SEARCH_ENGINE
        Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; GPTBot/1.1; +https://openai.com/gptbot | AI_CRAWLER
        Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/) | SEO
        facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php) | LINK_PREVIEW
        Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots) | LINK_PREVIEW
        WhatsApp/2.23.20.0 | LINK_PREVIEW
        Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/) | MONITORING
        Pingdom.com_bot_version_1.4_(http://www.pingdom.com/) | MONITORING
        Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36 | AUTOMATION
        Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1 | AUTOMATION
        python-requests/2.32.3 | HTTP_CLIENT
        okhttp/4.12.0 | HTTP_CLIENT
        node-fetch/1.0 (+https://github.com/bitinn/node-fetch) | HTTP_CLIENT
        curl/8.5.0 | HTTP_CLIENT
        ShopBot/1.0 | DECLARED
        acme-crawler 3 | DECLARED
        Acme/1.0 (+https://acme.example/about) | DECLARED
        """)
    void knowsBotsAndWhatTheyAreFor(String agent, BotReason reason) {
        assertThat(LIST.reasonOf(agent)).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"
                        + " Safari/537.36",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                        + " Mobile/15E148 Instagram 336.0.0.26.85 (iPhone14,5; iOS 17_5)",
                "Mozilla/5.0 (Linux; Android 15; CPH2557 Build/AP3A.240617.008; wv) AppleWebKit/537.36 (KHTML, like"
                        + " Gecko) Version/4.0 Chrome/142.0.7444.142 Mobile Safari/537.36",
                "Mozilla/5.0 (Linux; Android 16; Pixel 10 Pro) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
                        + " Chrome/146.0.7680.174 Mobile Safari/537.36 MetaIAB Facebook",
                "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko)"
                        + " Chrome/126.0.0.0 Mobile Safari/537.36",
                "Talbots/5.0 CFNetwork/1494.0.7 Darwin/23.4.0",
                "Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7 Build/TQ3A)",
                "analytics-node/2.1.3",
                "analytics-kotlin/1.27.0",
                "posthog-node/4.2.0",
                "Java/17.0.15",
                "Java-http-client/17.0.15",
                "",
                "x"
            })
    void takesPeopleForPeople(String agent) {
        assertThat(LIST.reasonOf(agent)).isNull();
    }

    /** What the list's makers saw is the proof that no expression was broken on the way into words. */
    @Test
    void knowsEveryAgentThatTheListGivesAsAnExample() throws IOException {
        List<String> missed = new ArrayList<>();
        for (JsonNode entry : list()) {
            for (JsonNode agent : entry.get("instances")) {
                if (LIST.reasonOf(agent.asText()) == null) {
                    missed.add(agent.asText());
                }
            }
        }

        assertThat(missed).allMatch(agent -> agent.contains("AP3A.240617.008") || agent.contains("MetaIAB"));
    }

    @Test
    void findsWhatTheExpressionsFind() throws IOException {
        List<Pattern> expressions = new ArrayList<>();
        List<String> agents = new ArrayList<>();
        for (JsonNode entry : list()) {
            expressions.add(Pattern.compile(entry.get("pattern").asText()));
            entry.get("instances").forEach(agent -> agents.add(agent.asText()));
        }
        long seed = 20_260_301;
        Random random = new Random(seed);

        for (int i = 0; i < 300; i++) {
            String agent = changed(agents.get(random.nextInt(agents.size())), random);
            boolean listed = expressions.stream()
                    .filter(expression -> !BotList.PEOPLE.contains(expression.pattern()))
                    .anyMatch(expression -> expression.matcher(agent).find());
            BotReason found = LIST.reasonOf(agent);
            assertThat(found != null)
                    .as("seed %d, agent %s, found %s", seed, agent, found)
                    .isEqualTo(listed || found == BotReason.DECLARED);
        }
    }

    private static String changed(String agent, Random random) {
        int from = random.nextInt(agent.length());
        int to = from + random.nextInt(agent.length() - from);
        return random.nextBoolean() ? agent.substring(from, to) : agent.substring(0, from) + "~" + agent.substring(to);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
        Google\\/Bot; Google/Bot; true
        ^curl; curl; false
        [wW]get; get; false
        (sistrix|SISTRIX) [cC]rawler; rawler; false
        Feeds?Reader; Reader; false
        Reads{0,2}It; Read; false
        Blog\\d+Reader; Reader; false
        """)
    void findsTheWordThatEveryMatchHolds(String expression, String word, boolean alone) {
        assertThat(BotPattern.of(expression)).hasSize(1);
        BotPattern pattern = BotPattern.of(expression).get(0);

        assertThat(pattern.word()).isEqualTo(word);
        assertThat(pattern.whole() == null).isEqualTo(alone);
    }

    @Test
    void takesAlternativesApart() {
        assertThat(BotPattern.of("Netumo|net(a|b)umo|x[|]yyy"))
                .extracting(BotPattern::word)
                .containsExactly("Netumo", "net", "yyy");
    }

    @Test
    void refusesAnExpressionThatNoWordStandsFor() {
        assertThatThrownBy(() -> BotPattern.of("[ab]c?d")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BotPattern.of("(?i)googlebot")).isInstanceOf(IllegalArgumentException.class);
    }

    private static JsonNode list() throws IOException {
        try (InputStream file = BotList.class.getResourceAsStream("crawler-user-agents.json")) {
            return new ObjectMapper().readTree(file);
        }
    }
}
