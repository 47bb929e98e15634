package io.ecompulse.edge.bot;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.edge.protocol.EventContext;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.Slice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BotCheckTest {
    private static final String HEADLESS = "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/126.0.0.0 Safari/537.36";
    private static final String PERSON = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0 Safari/537.36";

    private final BotCheck check = BotCheck.read(16);

    @Test
    void judgesByTheRequestWhereTheEventNamesNoAgent() throws MalformedJson {
        assertThat(of("{}", HEADLESS, "segment")).isEqualTo(BotReason.AUTOMATION);
        assertThat(of("{\"context\":{\"userAgent\":null}}", HEADLESS, "segment"))
                .isEqualTo(BotReason.AUTOMATION);
        assertThat(of("{\"context\":\"none\"}", HEADLESS, "segment")).isEqualTo(BotReason.AUTOMATION);
        assertThat(of("{}", PERSON, "segment")).isNull();
        assertThat(of("{}", null, "segment")).isNull();
    }

    @Test
    void judgesByTheEventsOwnAgentBeforeThatOfTheRequest() throws MalformedJson {
        assertThat(of(context("", PERSON), HEADLESS, "segment")).isNull();
        assertThat(of(context("", HEADLESS), PERSON, "segment")).isEqualTo(BotReason.AUTOMATION);
        assertThat(of(context("", "Headless\\u0043hrome/1.0"), PERSON, "segment"))
                .isEqualTo(BotReason.AUTOMATION);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        analytics-node        | - | python-requests/2.32 | segment  | -
        analytics-python      | - | python-requests/2.32 | segment  | -
        Snowplow              | - | python-requests/2.32 | snowplow | -
        analytics-kotlin      | - | okhttp/4.12.0        | segment  | -
        posthog-node          | - | node-fetch/1.0       | posthog  | -
        @segment/analytics-node | axios/1.7.2 | axios/1.7.2 | segment | -
        -                     | - | curl/8.5.0           | segment  | -
        -                     | - | Go-http-client/2.0   | cloudevents | -
        -                     | - | curl/8.5.0           | beacon   | HTTP_CLIENT
        -                     | - | curl/8.5.0           | pixel    | HTTP_CLIENT
        -                     | python-requests/2.32 | axios/1.7.2 | segment | HTTP_CLIENT
        analytics.js          | - | python-requests/2.32 | segment  | HTTP_CLIENT
        posthog-js            | - | axios/1.7.2          | posthog  | HTTP_CLIENT
        """)
    void takesAnHttpClientForABotOnlyWhereAPageIsSaidToSend(
            @Nullable String library,
            @Nullable String own,
            String request,
            String protocol,
            @Nullable BotReason expected)
            throws MalformedJson {
        String named = library == null ? "" : "\"library\":{\"name\":\"" + library + "\"}";

        assertThat(of(own == null ? "{\"context\":{" + named + "}}" : context(named, own), request, protocol))
                .isEqualTo(expected);
    }

    @Test
    void looksOnlyAtTheBeginningOfALongAgent() throws MalformedJson {
        String longest = "x".repeat(1024 - "HeadlessChrome".length()) + "HeadlessChrome";

        assertThat(of(context("", longest), null, "segment")).isEqualTo(BotReason.AUTOMATION);
        assertThat(of(context("", "x" + longest), null, "segment")).isNull();
    }

    private static String context(String more, String agent) {
        return "{\"context\":{" + more + (more.isEmpty() ? "" : ",") + "\"userAgent\":\"" + agent + "\"}}";
    }

    private @Nullable BotReason of(String event, @Nullable String request, String protocol) throws MalformedJson {
        byte[] json = event.getBytes(StandardCharsets.UTF_8);
        return check.of(new EventContext(JsonFields.of(json, 0, json.length), null), Slice.of(request), protocol);
    }
}
