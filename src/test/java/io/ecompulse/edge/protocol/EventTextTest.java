package io.ecompulse.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.JsonValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTextTest {
    private final EventText text = new EventText(1000);

    @Test
    void writesMembersListsAndObjects() {
        text.text("a", "q\"\\\n\u0001ü");
        text.number("n", 5).object("o").copy("raw", value("[1, 2]")).close();
        text.list("l")
                .element()
                .text("x", "1")
                .close()
                .element()
                .text("x", "2")
                .close()
                .close();
        text.copyMember(value("\"m\" : true"));

        assertThat(written())
                .isEqualTo("{\"a\":\"q\\\"\\\\\\n\\u0001ü\",\"n\":5,\"o\":{\"raw\":[1, 2]},"
                        + "\"l\":[{\"x\":\"1\"},{\"x\":\"2\"}],\"m\" : true}");
    }

    @Test
    void writesNothingForWhatIsMissing() {
        text.text("a", null).text("b", "").copy("c", null).copy("d", value("null"));
        text.object("e").object("f").close().close().list("g").close().text("h", "1");

        assertThat(written()).isEqualTo("{\"h\":\"1\"}");
        assertThat(new String(new EventText(9).toValue().raw(), StandardCharsets.UTF_8))
                .isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-1.50, -1.50",
        "12.0, 12.0",
        "007, '\"007\"'",
        "1e5, '\"1e5\"'",
        ".5, '\".5\"'",
        "1., '\"1.\"'",
        "x, '\"x\"'",
        "12345678901234567890123456789012, 12345678901234567890123456789012",
        "123456789012345678901234567890123, '\"123456789012345678901234567890123\"'"
    })
    void writesAnAmountAsANumberWhereJsonCan(String amount, String expected) {
        assertThat(new String(text.amount("a", amount).toValue().raw(), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":" + expected + "}");
    }

    @ParameterizedTest
    @CsvSource({"14, false", "13, true"})
    void holdsAsMuchAsAllowed(int bytesMax, boolean full) {
        EventText bounded = new EventText(bytesMax);
        bounded.text("abc", "defg");
        JsonValue value = bounded.toValue();

        assertThat(value.length()).isLessThanOrEqualTo(bytesMax);
        assertThat(bounded.isFull()).isEqualTo(full);
    }

    private String written() {
        return new String(text.toValue().raw(), StandardCharsets.UTF_8);
    }

    private static JsonValue value(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        return new JsonValue(utf8, 0, utf8.length);
    }
}
