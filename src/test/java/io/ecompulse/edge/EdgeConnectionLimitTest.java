package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** I6: connections are bounded, and who is one too many hears so. */
class EdgeConnectionLimitTest {
    private static final int MAX = 10;

    private final TestEdge edge =
            TestEdge.start("edge.http.connections.max", Integer.toString(MAX), "edge.http.linger", "100ms");
    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        closeAll();
        await().until(() -> connections() == 0);
        edge.assertNothingHeld();
        edge.close();
    }

    @Test
    void servesAsManyAsAllowedAndTellsOneMore() throws IOException {
        open(MAX - 1);

        assertThat(edge.raw(request("/v1/batch"))).startsWith("HTTP/1.1 200");
        await().until(() -> connections() == MAX - 1);
        open(1);
        String refused = edge.raw(request("/v1/batch"));

        assertThat(refused)
                .startsWith("HTTP/1.1 429")
                .contains("\"reason\":\"overloaded\"", "access-control-allow-origin: https://shop.example")
                .containsIgnoringCase("connection: close")
                .containsIgnoringCase("retry-after: ");
        assertThat(edge.journal.ids()).containsExactly("m1");
    }

    @ParameterizedTest
    @CsvSource({"/v1/batch,429", "/e/,503", "/com.snowplowanalytics.snowplow/tp2,503", "/nowhere,503"})
    void tellsItInTheLanguageOfThePath(String path, int status) throws IOException {
        open(MAX);

        assertThat(edge.raw(request(path))).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void cutsWhoComesBeyondATenthMore() throws IOException {
        open(MAX + 1);

        assertThat(edge.raw("")).isEmpty();
        assertThat(edge.counter("ecompulse.refused.requests", "reason", "overloaded"))
                .isEqualTo(1);
    }

    @Test
    void aPlaceIsFreeAgainWhenAConnectionEnds() throws IOException {
        open(MAX);
        closeAll();
        await().until(() -> connections() == 0);

        open(MAX - 1);

        assertThat(edge.raw(request("/v1/batch"))).startsWith("HTTP/1.1 200");
    }

    /** A WebSocket takes its connection over, and must give back its place all the same. */
    @Test
    void aStreamTakesOnePlaceAndGivesItBack() {
        StreamClient client = StreamClient.welcomed(edge);
        assertThat(connections()).isEqualTo(1);

        client.close();

        await().until(() -> connections() == 0);
    }

    private void open(int count) throws IOException {
        int before = open.size();
        for (int i = 0; i < count; i++) {
            open.add(new Socket(InetAddress.getLoopbackAddress(), edge.edge.port()));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> connections() == before + count);
    }

    private void closeAll() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    private int connections() {
        return (int) edge.registry.get("ecompulse.open.connections").gauge().value();
    }

    private static byte[] request(String path) {
        String body = batch(track("m1"));
        return ("POST " + path + "?k=dev-write-key HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.example\r\n"
                        + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
