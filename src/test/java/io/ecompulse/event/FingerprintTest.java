package io.ecompulse.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final String SENT = """
            {"type":"track","event":"Product Added","messageId":"m-1","anonymousId":"anna","userId":7,
            "timestamp":"2026-11-23T16:00:00.123Z","sentAt":"2026-11-23T16:00:00.623Z",
            "context":{"library":{"name":"analytics.js"}},"integrations":{},"_metadata":{"retryCount":1},
            "properties":{"sku":"TEA","price":12.90}}""";

    @Test
    void whatALibraryWritesAnewOnARetryChangesNothing() throws MalformedJson {
        String again = SENT.replace("16:00:00.623Z", "16:00:27.000Z")
                .replace("16:00:00.123Z", "16:00:00.124Z")
                .replace("\"retryCount\":1", "\"retryCount\":2")
                .replace("\"integrations\":{}", "\"integrations\":{\"All\":true}")
                .replace("analytics.js", "analytics.js/2")
                .replace("m-1", "m-2");

        assertThat(of(again)).isEqualTo(of(SENT));
        assertThat(of("{\"properties\":{\"sku\":\"TEA\",\"price\":12.90},\"userId\":7,\"traits\":null,"
                        + "\"anonymousId\":\"anna\",\"event\":\"Product Added\"}"))
                .isEqualTo(of(SENT));
    }

    @Test
    void everyThingThatAnEventSaysCounts() throws MalformedJson {
        List<String> others = List.of(
                SENT.replace("Product Added", "Product Removed"),
                SENT.replace("anna", "bert"),
                SENT.replace("\"userId\":7", "\"userId\":8"),
                SENT.replace("\"userId\":7", "\"userId\":\"7\""),
                SENT.replace("\"userId\":7", "\"groupId\":7"),
                SENT.replace("\"userId\":7", "\"previousId\":7"),
                SENT.replace("12.90", "12.9"),
                SENT.replace("\"properties\"", "\"traits\""),
                SENT.replace("\"event\"", "\"name\""),
                SENT.replace("\"properties\"", "\"traits\":{},\"properties\""));
        Set<Long> fingerprints = new HashSet<>();
        fingerprints.add(of(SENT));
        for (String other : others) {
            fingerprints.add(of(other));
        }
        for (EventType type : EventType.values()) {
            fingerprints.add(of(type, SENT));
        }

        assertThat(fingerprints).hasSize(1 + others.size() + EventType.values().length - 1);
    }

    @Test
    void staysWhatItWas() throws MalformedJson {
        // Copies in the journal carry it: another value would turn every repetition across an upgrade into a conflict.
        assertThat(Long.toHexString(of(SENT))).isEqualTo("bf19774212be70b3");
    }

    @Property(tries = 2_000)
    void tellsAnyTwoTextsApartWhereverTheyEnd(
            @ForAll @StringLength(max = 40) String one, @ForAll @StringLength(max = 40) String other)
            throws MalformedJson {
        String first = quoted(one);
        String second = quoted(other);

        assertThat(of("{\"userId\":" + first + "}") == of("{\"userId\":" + second + "}"))
                .isEqualTo(first.equals(second));
        assertThat(of("{\"event\":" + first + ",\"name\":\"x" + second.substring(1) + "}"))
                .isNotEqualTo(of("{\"event\":" + quoted(one + other) + ",\"name\":\"\"}"))
                .isNotEqualTo(Fingerprint.UNKNOWN);
    }

    private static String quoted(String text) {
        return '"' + text.replaceAll("[^a-z0-9]", "x") + '"';
    }

    private static long of(String json) throws MalformedJson {
        return of(EventType.TRACK, json);
    }

    private static long of(EventType type, String json) throws MalformedJson {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return Fingerprint.of(type, JsonFields.of(bytes, 0, bytes.length));
    }
}
