package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ecompulse.journal.JournalTopic;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What closes a stream, and with which code. */
class EdgeStreamRulesTest {
    private TestEdge edge = TestEdge.start();

    @AfterEach
    void stop() {
        await().untilAsserted(() -> edge.assertNothingHeld());
        edge.close();
    }

    private void restart(String... settings) {
        edge.close();
        edge = TestEdge.start(settings);
    }

    @ParameterizedTest
    @CsvSource({"{'type':'hello'},missing_key", "{'type':'hello'#'writeKey':'wrong'},unknown_key"})
    void closesOnAKeyThatOpensNothing(String hello, String reason) {
        StreamClient client = StreamClient.connect(edge);

        client.say(hello.replace('\'', '"').replace('#', ','));

        assertThat(client.nextJson().getString("reason")).isEqualTo(reason);
        assertThat(client.next()).isEqualTo("closed 4401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"batch\",\"seq\":1,\"events\":[]}", "{\"type\":\"hello\",\"writeKey\":tru}"})
    void closesOnAFirstFrameThatIsNoHello(String first) {
        StreamClient client = StreamClient.connect(edge);

        client.say(first);

        assertThat(client.next()).startsWith("{\"type\":\"error\",\"reason\":\"malformed\",");
        assertThat(client.next()).isEqualTo("closed 4400");
    }

    @Test
    void closesWhenNoHelloComesInTime() {
        restart("edge.stream.hello.deadline", "50ms");

        StreamClient client = StreamClient.connect(edge);

        assertThat(client.nextJson().getString("reason")).isEqualTo("timeout");
        assertThat(client.next()).isEqualTo("closed 4408");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, -1})
    void closesWhenSeqDoesNotGrowByOne(long second) {
        StreamClient client = StreamClient.welcomed(edge);

        client.batch(1, track("a"));
        assertThat(client.nextJson().getString("type")).isEqualTo("ack");
        client.batch(second, track("b"));

        assertThat(client.nextJson().getString("type")).isEqualTo("error");
        assertThat(client.next()).isEqualTo("closed 1008");
        assertThat(edge.journal.ids()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"batch\",\"events\":[]}",
                "{\"type\":\"batch\",\"seq\":1.5,\"events\":[]}",
                "{\"type\":\"shout\",\"seq\":1}",
                "{\"type\":\"hello\",\"writeKey\":\"dev-write-key\"}"
            })
    void closesOnFramesThatAreNoBatch(String frame) {
        StreamClient client = StreamClient.welcomed(edge);

        client.say(frame);

        assertThat(client.nextJson().getString("type")).isEqualTo("error");
        assertThat(client.next()).isEqualTo("closed 1008");
    }

    @Test
    void closesOnAFrameThatIsNoJsonAndKeepsIt() {
        StreamClient client = StreamClient.welcomed(edge);

        client.say("{\"type\":\"batch\"");

        assertThat(client.nextJson().getString("reason")).isEqualTo("malformed");
        assertThat(client.next()).isEqualTo("closed 1007");
        assertThat(edge.journal.values(JournalTopic.FAILED)).containsExactly("{\"type\":\"batch\"");
    }

    @Test
    void closesOnBytesThatAreNoUtf8() {
        StreamClient client = StreamClient.welcomed(edge);
        byte[] frame = utf8("{\"type\":\"batch\",\"seq\":1,\"events\":[\"?\"]}");
        frame[frame.length - 4] = (byte) 0xC0;

        client.sayRaw(frame);

        assertThat(client.nextJson().getString("reason")).isEqualTo("invalid_utf8");
        assertThat(client.next()).isEqualTo("closed 1007");
    }

    @Test
    void closesOnBinaryFrames() {
        StreamClient client = StreamClient.welcomed(edge);

        client.sayBinary(new byte[] {1});

        assertThat(client.nextJson().getString("type")).isEqualTo("error");
        assertThat(client.next()).isEqualTo("closed 1003");
    }

    @Test
    void takesAMessageAsLongAsTheLimitInOneFrameOrMany() {
        restart("edge.stream.frame.bytes.max", "1000", "edge.event.bytes.max", "900");
        StreamClient client = StreamClient.welcomed(edge);

        client.say(padded(1, 1000));
        String second = padded(2, 1000);
        client.say(WebSocketFrame.textFrame(second.substring(0, 999), false));
        client.say(WebSocketFrame.continuationFrame(Buffer.buffer(second.substring(999)), true));

        assertThat(client.nextJson().getInteger("seq")).isEqualTo(1);
        assertThat(client.nextJson().getInteger("seq")).isEqualTo(2);
    }

    @Test
    void closesOnALongerMessageInOneFrame() {
        restart("edge.stream.frame.bytes.max", "1000", "edge.event.bytes.max", "900");
        StreamClient client = StreamClient.welcomed(edge);

        client.say(padded(1, 1001));

        assertThat(client.nextJson().getString("reason")).isEqualTo("too_large");
        assertThat(client.next()).isEqualTo("closed 1009");
    }

    @Test
    void closesOnALongerMessageInManyFrames() {
        restart("edge.stream.frame.bytes.max", "1000", "edge.event.bytes.max", "900");
        StreamClient client = StreamClient.welcomed(edge);
        String text = padded(1, 1001);

        client.say(WebSocketFrame.textFrame(text.substring(0, 999), false));
        client.say(WebSocketFrame.continuationFrame(Buffer.buffer(text.substring(999)), true));

        assertThat(client.nextJson().getString("reason")).isEqualTo("too_large");
        assertThat(client.next()).isEqualTo("closed 1009");
    }

    @Test
    void closesAClientThatAnswersNoPings() {
        restart("edge.stream.heartbeat", "50ms");

        List<String> upgrade = List.of(
                "GET /v1/stream HTTP/1.1",
                "Host: a",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "",
                "");
        String heard = edge.raw(String.join("\r\n", upgrade));

        String code = Character.toString(4408 >> 8) + Character.toString(4408 & 0xFF);
        assertThat(heard).startsWith("HTTP/1.1 101").contains("{\"type\":\"error\",\"reason\":\"timeout\"");
        assertThat(heard).contains(code + "timeout");
    }

    @Test
    void refusesAFrameLimitBelowTheEventLimit() {
        assertThatThrownBy(() -> TestEdge.config(Map.of("edge.stream.frame.bytes.max", "1000")))
                .hasMessageContaining("edge.stream.frame.bytes.max is below edge.event.bytes.max");
    }

    private static String padded(long seq, int length) {
        String text = "{\"type\":\"batch\",\"seq\":" + seq + ",\"events\":[" + track("p" + seq) + "]}";
        return text + " ".repeat(length - text.length());
    }
}
