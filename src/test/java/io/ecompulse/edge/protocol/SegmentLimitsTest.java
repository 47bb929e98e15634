package io.ecompulse.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.event.EventType;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every limit of a batch and its events, at n and at n + 1. */
class SegmentLimitsTest {
    private static final ProtocolLimits LIMITS = new ProtocolLimits(300, 8, 3, 2_000);
    private static final String PAGE = "{\"type\":\"page\",\"userId\":\"u\",\"messageId\":\"m\"}";

    private final SegmentProtocol protocol = new SegmentProtocol(LIMITS);

    @ParameterizedTest
    @CsvSource({"100,false", "101,true"})
    void hashesAnIdThatIsTooLongAndLeavesTheEventsOwn(int length, boolean hashed) {
        // A character outside the basic plane counts once.
        String id = "\uD83D\uDE00".repeat(length);
        ProtocolLimits wide = new ProtocolLimits(10_000, 8, 3, 20_000);
        Batch batch = (Batch) new SegmentProtocol(wide)
                .open(utf8("{\"batch\":[" + PAGE.replace("\"m\"", '"' + id + '"') + "]}"), Call.BATCH);

        Verdict.Sound sound = (Verdict.Sound) batch.verdict(0, Screen.OPEN, () -> "NEW");

        if (hashed) {
            assertThat(sound.id()).matches("sha256-[0-9a-f]{64}");
        } else {
            assertThat(sound.id()).isEqualTo(id);
        }
        assertThat(text(sound.event().toBytes())).contains('"' + id + '"');
    }

    @ParameterizedTest
    @CsvSource({"256,256", "257,71"})
    void keysAVisitorWithALongNameByItsHash(int length, int keyLength) {
        ProtocolLimits wide = new ProtocolLimits(10_000, 8, 3, 20_000);
        Batch batch = (Batch) new SegmentProtocol(wide)
                .open(utf8("{\"batch\":[" + PAGE.replace("\"u\"", '"' + "v".repeat(length) + '"') + "]}"), Call.BATCH);

        assertThat(((Verdict.Sound) batch.verdict(0, Screen.OPEN, () -> "NEW")).visitor())
                .hasSize(keyLength);
    }

    @ParameterizedTest
    @CsvSource({"300,ok", "301,too_large"})
    void limitsAnEventWithWhatItsBatchAdds(int length, String expected) {
        String context = "{\"a\":1}";
        int added = "\"context\":,".length() + context.length();
        String alone = padded(length);
        String inBatch = padded(length - added);

        assertThat(reason((Batch) protocol.open(utf8("{\"batch\":[" + alone + "]}"), Call.BATCH)))
                .isEqualTo(expected);
        assertThat(reason((Batch)
                        protocol.open(utf8("{\"context\":" + context + ",\"batch\":[" + inBatch + "]}"), Call.BATCH)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"3,ok", "4,too_many_events"})
    void limitsTheEventsOfABatch(int events, String expected) {
        String body = "{\"batch\":[" + String.join(",", Collections.nCopies(events, PAGE)) + "]}";

        assertThat(refusal(body, Call.BATCH)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2000,ok", "2001,too_large"})
    void limitsWhatABatchGrowsTo(int total, String expected) {
        String list = "[" + PAGE + "," + PAGE + "]";
        int perEvent = (total - list.length()) / 2;
        int rest = (total - list.length()) % 2;
        String context = "{\"a\":\"" + "x".repeat(perEvent - "\"context\":,{\"a\":\"\"}".length()) + "\"}";

        assertThat(refusal(
                        "{\"context\":" + context + ",\"batch\":[" + " ".repeat(rest) + list.substring(1) + "}",
                        Call.BATCH))
                .isEqualTo(expected);
    }

    @Test
    void saysWhatABatchGrowsToBeforeAnyEventIsJudged() {
        String list = "[" + PAGE + "," + PAGE + "]";
        Batch batch = (Batch) protocol.open(utf8("{\"context\":{\"a\":1},\"batch\":" + list + "}"), Call.BATCH);

        assertThat(batch.expandedBytes()).isEqualTo(list.length() + 2 * "\"context\":{\"a\":1},".length());
    }

    @ParameterizedTest
    @CsvSource({"300,300", "301,300"})
    void countsOneEventWithWhatIsKeptOfIt(int length, int counted) {
        Batch batch = (Batch) protocol.open(utf8(padded(length)), new Call(EventType.PAGE));

        assertThat(batch.expandedBytes()).isEqualTo(counted);
    }

    private static String reason(Batch batch) {
        return batch.verdict(0, Screen.OPEN, () -> "NEW") instanceof Verdict.Unsound unsound
                ? unsound.reason().tag()
                : "ok";
    }

    private String refusal(String body, Call call) {
        return protocol.open(utf8(body), call) instanceof Refusal refusal
                ? refusal.reason().tag()
                : "ok";
    }

    private static String padded(int length) {
        String start = PAGE.substring(0, PAGE.length() - 1) + ",\"p\":\"";
        return start + "x".repeat(length - start.length() - 2) + "\"}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
