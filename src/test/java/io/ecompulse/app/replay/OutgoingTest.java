package io.ecompulse.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent for a failed event, and what a merge patch does to it. */
class OutgoingTest {
    private static final String AT = "2026-11-23T16:00:00Z";

    private static Outgoing of(String value, String patch, String... headers) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("receivedAt", AT));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        MergePatch merge = patch == null ? null : MergePatch.of(patch.getBytes(StandardCharsets.UTF_8));
        return Outgoing.of(WhereTest.event(value, all), merge);
    }

    private static String json(Outgoing outgoing) {
        assertThat(outgoing.problem()).isNull();
        return new String(outgoing.json(), StandardCharsets.UTF_8);
    }

    @Test
    void aWholeEventKeepsItsBytes() throws IOException {
        String event = "{ \"messageId\":\"m\", \"timestamp\" : 7 ,\"n\":1.10e0, \"n\":2}";

        assertThat(json(of(event, null))).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|{\"messageId\":\"failed-2-7\",\"timestamp\":\"2026-11-23T16:00:00Z\"}",
                "{\"messageId\":null,\"timestamp\":\"\"}|{\"messageId\":\"failed-2-7\",\"timestamp\":\"2026-11-23T16:00:00Z\"}",
                "{\"messageId\":7,\"originalTimestamp\":\"x\"}|{\"messageId\":7,\"originalTimestamp\":\"x\"}",
                "{\"messageId\":[],\"timestamp\":1}|{\"messageId\":\"failed-2-7\",\"timestamp\":1}"
            })
    void anIdAndATimeAreTheSameInEveryRun(String event, String sent) throws IOException {
        assertThat(json(of(event, null))).isEqualTo(sent);
    }

    @Test
    void theHeadersIdIsTakenBeforeThePlace() throws IOException {
        assertThat(json(of("{\"timestamp\":1}", null, "id", "a\"b")))
                .isEqualTo("{\"messageId\":\"a\\\"b\",\"timestamp\":1}");
    }

    @Test
    void ofARecordOfTheJournalTheClientsEventIsSentNamedByItsPlaceThere() throws IOException {
        String[] place = {"topic", "events", "partition", "3", "offset", "44"};
        String envelope = "{\"v\":9,\"source\":\"dev\",\"event\":{\"timestamp\":1}}";

        assertThat(json(of(envelope, null, place))).isEqualTo("{\"messageId\":\"events-3-44\",\"timestamp\":1}");
        assertThat(of("{\"v\":9}", null, place).problem()).isEqualTo("no client's event inside");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[1]", "{\"a\":", "7"})
    void whatIsNoObjectIsNotSent(String value) throws IOException {
        assertThat(of(value, "{}").json()).isNull();
        assertThat(of(value, null).problem()).startsWith("no ");
    }

    @Test
    void whatWasCutIsNotSent() throws IOException {
        assertThat(of("{}", null, "truncated", "9").problem()).isEqualTo("only its beginning was kept");
    }

    @Test
    void nestingIsTakenUpToWhatOurParserBears() throws IOException {
        assertThat(of(nested(499), "{}").problem()).isNull();
        assertThat(of(nested(500), "{}").problem()).isEqualTo("no sound JSON (too_deep)");
    }

    private static String nested(int arrays) {
        return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":\"b\"}|{\"a\":\"c\"}|{\"a\":\"c\"}",
                "{\"a\":\"b\",\"b\":\"c\"}|{\"a\":null}|{\"b\":\"c\"}",
                "{\"a\":[\"b\"]}|{\"a\":\"c\"}|{\"a\":\"c\"}",
                "{\"a\":{\"b\":\"c\"}}|{\"a\":{\"b\":\"d\",\"c\":null}}|{\"a\":{\"b\":\"d\"}}",
                "{\"e\":null}|{\"a\":1}|{\"e\":null,\"a\":1}",
                "{}|{\"a\":{\"bb\":{\"ccc\":null}}}|{\"a\":{\"bb\":{}}}",
                "{\"n\":1.10,\"l\":123456789012345678901234567890}|{}|{\"n\":1.10,\"l\":123456789012345678901234567890}"
            })
    void aPatchIsAppliedAsTheStandardSays(String event, String patch, String patched) throws IOException {
        MergePatch merge = MergePatch.of(patch.getBytes(StandardCharsets.UTF_8));

        assertThat(new String(merge.apply(event.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                .isEqualTo(patched);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "7", "{\"messageId\":\"one\"}", "{\"messageId\":null}", "{} {}"})
    void aPatchThatIsNoneOrTouchesIdentitiesIsRefused(String patch) {
        assertThatThrownBy(() -> MergePatch.of(patch.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the patch ");
    }
}
