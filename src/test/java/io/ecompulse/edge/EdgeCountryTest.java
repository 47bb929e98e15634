package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.edge.address.MaxMindFile;
import io.ecompulse.event.Event;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.journal.JournalTopic;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Countries through a real server: looked up before the address is cut, and gone with it. */
class EdgeCountryTest {
    private static final String IN_GERMANY = "203.0.113.77";
    private static final String OF_SERVER = "\"library\":{\"name\":\"analytics-node\"}";

    @TempDir
    Path folder;

    private TestEdge edge;

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @Test
    void anEventHasTheCountryOfItsWholeAddress() throws Exception {
        start("false");

        send("dev-write-key", track("a"));

        assertThat(countries()).containsExactly("DE");
        assertThat(written()).contains("\"ip\":\"203.0.113.0\"").doesNotContain(IN_GERMANY);
    }

    @Test
    void theAddressThatAnEventRelaysCountsBeforeItsServers() throws Exception {
        start("false");

        send(
                "open-key",
                event("a", "\"ip\":\"198.51.100.1\"," + OF_SERVER),
                event("b", OF_SERVER),
                event("c", "\"ip\":\"192.0.2.1\""),
                event("d", "\"ip\":null"));

        assertThat(countries()).containsExactly("AT", "-", "-", "DE");
    }

    @Test
    void withoutItsAddressAnEventHasNoCountryUnlessTheSettingsSaySo() throws Exception {
        start("false");
        send("shy-key", event("a", "\"ip\":\"198.51.100.1\""), track("b"));
        assertThat(countries()).containsExactly("-", "-");
        edge.close();

        start("true");
        send("shy-key", event("a", "\"ip\":\"198.51.100.1\""), track("b"));
        assertThat(countries()).containsExactly("AT", "DE");
        assertThat(written()).doesNotContain("\"ip\"");
    }

    @Test
    void manyCountriesInOneBatchAreToldApart() throws Exception {
        MaxMindFile many = new MaxMindFile(false, TestEdge.NOW);
        List<String> events = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            String code = "" + (char) ('A' + i / 26) + (char) ('A' + i % 26);
            many.block("10.0." + i + ".0", 24, "country", code);
            events.add(event("m" + i, "\"ip\":\"10.0." + i + ".9\""));
            expected.add(code);
        }
        many.write(folder.resolve("country.mmdb"));
        edge = TestEdge.start(
                "edge.country.database", folder.resolve("country.mmdb").toString());

        send("open-key", events.toArray(String[]::new));

        assertThat(countries()).isEqualTo(expected);
    }

    private void start(String withoutAddress) throws IOException {
        Path file = folder.resolve("country.mmdb");
        new MaxMindFile(true, TestEdge.NOW)
                .block("203.0.113.64", 26, "country", "DE")
                .block("198.51.100.0", 24, "country", "AT")
                .write(file);
        edge = TestEdge.start(
                "edge.country.database",
                file.toString(),
                "edge.country.without.address",
                withoutAddress,
                "edge.proxies.trusted",
                "127.0.0.0/8, ::1");
    }

    private void send(String key, String... events) {
        byte[] body = utf8(batch(events).replaceFirst("\\{", "{\"writeKey\":\"" + key + "\","));
        edge.send(edge.request("/v1/batch")
                .header("X-Forwarded-For", IN_GERMANY)
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    private static String event(String id, String context) {
        return track(id).replaceFirst("\\{", "{\"context\":{" + context + "},");
    }

    private String written() {
        return String.join("\n", edge.journal.values(JournalTopic.EVENTS));
    }

    private List<String> countries() throws MalformedJson {
        List<String> countries = new ArrayList<>();
        for (String value : edge.journal.values(JournalTopic.EVENTS)) {
            String country = Event.read(utf8(value)).country();
            countries.add(country == null ? "-" : country);
        }
        return countries;
    }
}
