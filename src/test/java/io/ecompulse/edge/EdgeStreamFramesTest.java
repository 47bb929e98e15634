package io.ecompulse.edge;

import static io.ecompulse.edge.RawStream.frame;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that break RFC 6455, one by one: how each ends its own stream, and that it ends no other. */
class EdgeStreamFramesTest {
    private static final int FIN = 0x80;
    /** The server closes each after a while, so all are waited for at once. */
    private static final List<RawStream> CLOSING = new ArrayList<>();

    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = TestEdge.start("edge.stream.frame.bytes.max", "100000", "edge.event.bytes.max", "90000");
    }

    @AfterAll
    static void allAreEndedAndNothingIsHeld() {
        for (RawStream closing : CLOSING) {
            assertThat(closing.next()).isEqualTo("end");
            closing.close();
        }
        await().untilAsserted(() -> edge.assertNothingHeld());
        edge.close();
    }

    static Stream<Arguments> broken() {
        byte[] hello = utf8(StreamClient.HELLO);
        return Stream.of(
                Arguments.of("not masked", frame(FIN | 1, false, hello.length, hello), 1002),
                Arguments.of("RSV1 without an extension", frame(FIN | 0x40 | 1, hello), 1002),
                Arguments.of("RSV2", frame(FIN | 0x20 | 1, hello), 1002),
                Arguments.of("RSV3", frame(FIN | 0x10 | 1, hello), 1002),
                Arguments.of("opcode 3", frame(FIN | 3, hello), 1002),
                Arguments.of("opcode 7", frame(FIN | 7, hello), 1002),
                Arguments.of("opcode 11", frame(FIN | 11, new byte[0]), 1002),
                Arguments.of("opcode 15", frame(FIN | 15, new byte[0]), 1002),
                Arguments.of("fragmented ping", frame(9, new byte[1]), 1002),
                Arguments.of("fragmented close", frame(8, new byte[] {3, (byte) 232}), 1002),
                Arguments.of("ping of 126 bytes", frame(FIN | 9, new byte[126]), 1002),
                Arguments.of("close of 126 bytes", frame(FIN | 8, new byte[126]), 1002),
                Arguments.of("continuation of nothing", frame(FIN, hello), 1002),
                Arguments.of("text inside a fragmented text", join(frame(1, hello), frame(FIN | 1, hello)), 1002),
                Arguments.of("length of 2^63", frame(FIN | 1, true, Long.MIN_VALUE, new byte[0]), 1002),
                Arguments.of("length of 2^63-1", frame(FIN | 1, true, Long.MAX_VALUE, new byte[0]), 1009),
                Arguments.of("length of limit + 1", frame(FIN | 1, true, 100_001, new byte[0]), 1009),
                Arguments.of(
                        "fragments above the limit",
                        join(frame(1, new byte[60_000]), frame(FIN, new byte[60_000])),
                        1009),
                Arguments.of("close without a whole code", frame(FIN | 8, new byte[] {3}), 1002),
                Arguments.of("close 999", close(999), 1002),
                Arguments.of("close 1004", close(1004), 1002),
                Arguments.of("close 1005", close(1005), 1002),
                Arguments.of("close 1006", close(1006), 1002),
                Arguments.of("close 1015", close(1015), 1002),
                Arguments.of("close 2999", close(2999), 1002),
                Arguments.of("close 5000", close(5000), 1002),
                Arguments.of("close 65535", close(65535), 1002),
                Arguments.of(
                        "close with a reason in bad UTF-8",
                        frame(FIN | 8, new byte[] {3, (byte) 232, (byte) 0xC0}),
                        1007),
                Arguments.of("binary", frame(FIN | 2, hello), 1003),
                Arguments.of("over-long UTF-8", frame(FIN | 1, new byte[] {(byte) 0xC0, (byte) 0xAF}), 1007),
                Arguments.of(
                        "surrogate in UTF-8", frame(FIN | 1, new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}), 1007),
                Arguments.of("cut UTF-8", frame(FIN | 1, new byte[] {(byte) 0xE2, (byte) 0x82}), 1007),
                Arguments.of(
                        "above U+10FFFF",
                        frame(FIN | 1, new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}),
                        1007));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("broken")
    void endsTheStreamAndNoOther(String what, byte[] bytes, int code) {
        try (RawStream good = RawStream.welcomed(edge)) {
            RawStream bad = RawStream.connect(edge);
            CLOSING.add(bad);
            bad.send(bytes);

            assertThat(bad.untilClosed()).as(what).isEqualTo("close " + code);

            good.batch(1, track("after " + what));
            assertThat(good.next()).contains("\"accepted\":1");
        }
    }

    private static byte[] close(int code) {
        return frame(FIN | 8, new byte[] {(byte) (code >> 8), (byte) code});
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
