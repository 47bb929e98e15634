package io.ecompulse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ecompulse.edge.DescribedRequest;
import io.ecompulse.journal.JournalEntry;
import io.ecompulse.journal.JournalTopic;
import io.vertx.core.json.JsonObject;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainQuestionTest {
    @Test
    void readsADescribedRequest() {
        DescribedRequest request =
                ExplainQuestion.request("{\"method\":\"get\",\"path\":\"/i?e=pv\",\"remoteAddress\":\"::1\","
                        + "\"headers\":{\"A\":\"1\",\"B\":[\"2\",\"3\"]},\"body\":{\"batch\":[1.0]}}");

        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.target()).isEqualTo("/i?e=pv");
        assertThat(request.peer()).isEqualTo("::1");
        assertThat(request.headers()).containsExactly(Map.entry("A", "1"), Map.entry("B", "2"), Map.entry("B", "3"));
        assertThat(request.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"batch\":[1.0]}");
    }

    @Test
    void takesATextAsItStandsAndBytesFromBase64() {
        assertThat(ExplainQuestion.request("{\"path\":\"/e/\",\"body\":\"{\\\"a\"}")
                        .body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"a");
        assertThat(ExplainQuestion.request("{\"path\":\"/e/\",\"bodyBase64\":\"H4s=\"}")
                        .body())
                .containsExactly(0x1F, 0x8B);
        assertThat(ExplainQuestion.request("{\"path\":\"/e/\"}").body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        ~~                                      | send {
        []                                      | send {
        {"path":                                | send {
        {"body":"x"}                            | path begins with a slash
        {"path":"v1/batch"}                     | path begins with a slash
        {"path":"/e/","adress":"x"}             | adress is none of body, bodyBase64
        {"path":"/e/","bodyBase64":"%%"}        | bodyBase64 is no base64
        """)
    void saysWhatIsWrongWithTheQuestion(String body, String problem) {
        assertThatThrownBy(() -> ExplainQuestion.request(body == null ? "" : body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void tellsTheCanonicalNameAndTheRow() throws Exception {
        String value =
                "{\"v\":1,\"receivedAt\":\"2026-03-01T12:00:00Z\",\"source\":\"shop\",\"protocol\":\"segment\",\"edge\":\"e\","
                        + "\"privacy\":\"strip_ip\",\"event\":{\"type\":\"track\",\"event\":\"purchase\",\"userId\":\"u-1\",\"messageId\":\"m-1\"}}";
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            ExplainQuestion.describe(
                    json,
                    new JournalEntry(
                            JournalTopic.EVENTS,
                            utf8("shop:u-1"),
                            utf8(value),
                            1_772_366_400_000L,
                            List.of(new JournalEntry.Header(JournalEntry.ID, utf8("m-1")))));
            json.writeEndObject();
        }

        JsonObject told = new JsonObject(out.toString());
        assertThat(told.getString("name")).isEqualTo("Order Completed");
        assertThat(told.getString("originalName")).isEqualTo("purchase");
        assertThat(told.getString("privacy")).isEqualTo("strip_ip");
        assertThat(told.getJsonObject("columns").getMap())
                .containsEntry("event_id", "m-1")
                .containsEntry("user_id", "u-1")
                .containsEntry("event_name", "Order Completed")
                .containsEntry("received_ts", "2026-03-01T12:00:00Z")
                .doesNotContainKeys("kafka_offset", "anonymous_id");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
