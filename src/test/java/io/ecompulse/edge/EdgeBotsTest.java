package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.Event;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.journal.JournalTopic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bots through a real server: marked, never dropped. */
class EdgeBotsTest {
    private static final String GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private static final String PERSON = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0 Safari/537.36";

    private final TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @Test
    void marksTheEventsOfABotAndKeepsThem() throws MalformedJson {
        assertThat(edge.post("/v1/track", utf8(track("a")), "User-Agent", GOOGLE)
                        .body())
                .contains("\"accepted\":1,");
        edge.post("/v1/track", utf8(track("b")), "User-Agent", PERSON);

        assertThat(verdicts()).containsExactly("search_engine", "-");
    }

    @Test
    void judgesEachEventOfABatchByTheAgentThatCountsForIt() throws MalformedJson {
        String relayed = "\"context\":{\"library\":{\"name\":\"analytics-node\"},\"userAgent\":\"";
        String bot = track("a").replaceFirst("\\{", "{" + relayed + GOOGLE.replace("+", "") + "\"},");
        String person = track("b").replaceFirst("\\{", "{" + relayed + PERSON + "\"},");

        edge.post("/v1/batch", utf8(batch(bot, person, track("c"))), "User-Agent", "node-fetch/1.0");
        edge.post(
                "/v1/batch",
                utf8(batch(person.replace("\"b\"", "\"d\""), track("e"))
                        .replaceFirst("\\{", "{\"context\":{\"userAgent\":\"" + GOOGLE + "\"},")),
                "User-Agent",
                PERSON);

        assertThat(verdicts()).containsExactly("search_engine", "-", "-", "-", "search_engine");
    }

    private List<String> verdicts() throws MalformedJson {
        List<String> verdicts = new ArrayList<>();
        for (String value : edge.journal.values(JournalTopic.EVENTS)) {
            JsonValue bot = Event.read(utf8(value)).bot();
            verdicts.add(bot == null ? "-" : String.valueOf(bot.text()));
        }
        return verdicts;
    }
}
