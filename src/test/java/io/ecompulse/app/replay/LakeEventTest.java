package io.ecompulse.app.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.warehouse.CommittedRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LakeEventTest {
    private static final long TIME = Instant.parse("2026-11-23T16:00:00Z").getEpochSecond() * 1_000_000 + 123_456;

    private final Map<String, String> row = new HashMap<>(
            Map.of("event_id", "m1", "source_id", "dev", "event_type", "track", "original_name", "a \"name\""));

    private LakeEvent event() throws Exception {
        return LakeEvent.of(new CommittedRow(row, TIME, TIME + 1), null);
    }

    private String json() throws Exception {
        return new String(event().json(), StandardCharsets.UTF_8);
    }

    @Test
    void aRowIsTheClientsEventAgainWithItsOwnSpelling() throws Exception {
        row.putAll(Map.of("anonymous_id", "a", "user_id", "u", "session_id", "s", "group_id", "g", "previous_id", "p"));
        row.putAll(Map.of("properties", "{\"n\": 1.10}", "traits", "{}", "context", "{\"x\":[]}"));

        assertThat(json())
                .isEqualTo(
                        "{\"type\":\"track\",\"messageId\":\"m1\",\"event\":\"a \\\"name\\\"\",\"anonymousId\":\"a\","
                                + "\"userId\":\"u\",\"groupId\":\"g\",\"previousId\":\"p\",\"sessionId\":\"s\",\"timestamp\":\"2026-11-23T16:00:00.123456Z\",\"properties\":{\"n\":"
                                + " 1.10},\"traits\":{},\"context\":{\"x\":[]}}");
        assertThat(event().source()).isEqualTo("dev");
    }

    @ParameterizedTest
    @CsvSource({"track,event", "page,name", "screen,name"})
    void theNameStandsWhereItsTypeHasIt(String type, String member) throws Exception {
        row.put("event_type", type);

        assertThat(json()).contains("\"" + member + "\":\"a \\\"name\\\"\"");
    }

    @Test
    void aConflictGoesUnderTheIdThatItsClientGave() throws Exception {
        row.put("event_id", "m1~00ff");
        row.put("conflict_of", "m1");

        assertThat(json()).contains("\"messageId\":\"m1\"").doesNotContain("~");
    }

    @Test
    void aRowThatIsNotWholeIsNotSent() throws Exception {
        row.put("overflowed_columns", "page_url,properties");

        assertThat(event().json()).isNull();
        assertThat(event().problem()).isEqualTo("the row does not hold the whole properties");
    }

    @Test
    void aColumnThatTheContextHoldsWholeMayBeCut() throws Exception {
        row.put("overflowed_columns", "page_url,user_agent");

        assertThat(event().problem()).isNull();
    }

    @Test
    void tellsWhatWasTakenFromItSoThatNobodyMissesIt() throws Exception {
        assertThat(event().privacy()).isEqualTo("allow");

        row.put("privacy", "strip_ids");

        assertThat(event().privacy()).isEqualTo("strip_ids");
    }

    @Test
    void aPatchIsApplied() throws Exception {
        LakeEvent patched = LakeEvent.of(
                new CommittedRow(row, TIME, TIME),
                MergePatch.of("{\"event\":\"Other\"}".getBytes(StandardCharsets.UTF_8)));

        assertThat(new String(patched.json(), StandardCharsets.UTF_8)).contains("\"event\":\"Other\"", "\"m1\"");
    }
}
