package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Who sends slowly on purpose holds a connection no longer than allowed. */
class EdgeSlowTest {
    private static final String HEAD = "POST /v1/batch?k=dev-write-key HTTP/1.1\r\nHost: a\r\n";

    private TestEdge edge = TestEdge.start("edge.http.header.deadline", "300ms", "edge.http.linger", "100ms");

    @AfterEach
    void stop() {
        edge.assertNothingHeld();
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"G", "GET /v1/projects/k/settings HTTP/1.1\r\n", HEAD + "Content-Length: 10\r\n", HEAD + "X: "})
    void answersAHeadThatDoesNotEnd(String part) {
        String answer = edge.raw(part);

        assertThat(answer)
                .startsWith("HTTP/1.1 408 ")
                .contains("\"reason\":\"timeout\"", "connection: close", "retry-after: ")
                .containsOnlyOnce("HTTP/1.1");
        assertThat(answer.split("\r\n\r\n", 2)[1])
                .hasSize(Integer.parseInt(answer.replaceAll("(?s).*content-length: (\\d+).*", "$1")));
        assertThat(edge.counter("ecompulse.refused.requests", "reason", "timeout"))
                .isEqualTo(1);
    }

    /** Slowloris: something always moves, so an idle time-out never sees it. */
    @Test
    void answersAHeadThatComesInDrops() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(utf8(HEAD));
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        if (socket.getInputStream().available() == 0) {
                            socket.getOutputStream().write(utf8("X: y\r\n"));
                            return false;
                        }
                        return true;
                    });
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1))
                    .isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void answersASecondHeadThatDoesNotEnd() throws IOException {
        String body = batch(track("first"));
        try (Socket socket = connect()) {
            socket.getOutputStream().write(utf8(HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body));
            await().until(() -> edge.journal.ids().contains("first"));
            socket.getOutputStream().write(utf8(HEAD));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200")
                    .contains("HTTP/1.1 408");
        }
    }

    /** Our words would stand in the middle of the answer that is due. */
    @Test
    void cutsAHeadThatDoesNotEndBehindARequestThatWaits() throws IOException {
        edge.journal.hold();
        String body = batch(track("waits"));
        try (Socket socket = connect()) {
            socket.getOutputStream().write(utf8(HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body));
            await().until(() -> edge.journal.heldAppends() == 1);
            socket.getOutputStream().write(utf8(HEAD));

            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        edge.journal.acknowledge(0);
        await().untilAsserted(() -> edge.assertNothingHeld());
    }

    @Test
    void leavesAConnectionAloneThatSaysNothing() throws IOException {
        try (Socket socket = connect()) {
            waitLongerThanTheDeadline();
            String body = batch(track("late"));
            socket.getOutputStream()
                    .write(utf8(HEAD + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aBodyIsNoHead() throws IOException {
        String body = batch(track("slow"));
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(utf8(HEAD + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n{"));
            waitLongerThanTheDeadline();
            socket.getOutputStream().write(utf8(body.substring(1)));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aStreamIsNoHead() {
        StreamClient client = StreamClient.welcomed(edge);
        client.batch(1, track("a"));
        assertThat(client.nextJson().getString("type")).isEqualTo("ack");

        waitLongerThanTheDeadline();
        client.batch(2, track("b"));

        assertThat(client.nextJson().getString("type")).isEqualTo("ack");
        client.close();
    }

    /** Whoever passes the first look is ended by the deadline. */
    @ParameterizedTest
    @CsvSource({"500,the body took too long", "499,the body came too slowly"})
    void aBodyMustMoveOn(int bytes, String detail) {
        restart("edge.body.pace", "500ms", "edge.body.pace.bytes.min", "500", "edge.body.deadline", "1s");

        String answer = edge.raw(HEAD + "Content-Length: 5000\r\n\r\n" + " ".repeat(bytes));

        assertThat(answer).startsWith("HTTP/1.1 408").contains("\"detail\":\"" + detail + "\"");
    }

    /** Libraries that throw away what is answered 408 would have waited longer than our pace does. */
    @Test
    void aLibraryKeepsTheEventsOfABodyThatStalls() {
        restart("edge.body.pace", "300ms");

        String answer = edge.raw(HEAD + "User-Agent: analytics-java/3.5.4\r\nContent-Length: 5000\r\n\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 503").contains("\"reason\":\"timeout\"", "retry-after: ");
    }

    /** A body that is announced takes its place in the budget as it comes. */
    @Test
    void whoAnnouncesMuchAndSendsNothingKeepsNobodyOut() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket socket = connect();
            sockets.add(socket);
            socket.getOutputStream().write(utf8(HEAD + "Content-Length: 5242880\r\n\r\n{"));
        }
        await().until(() -> edge.heldBytes() == 20 * 64 * 1024);

        assertThat(edge.post("/v1/batch", batch(track("other"))).statusCode()).isEqualTo(200);
        for (Socket socket : sockets) {
            socket.close();
        }
        await().untilAsserted(() -> edge.assertNothingHeld());
    }

    private void restart(String... settings) {
        edge.close();
        edge = TestEdge.start(settings);
    }

    private static void waitLongerThanTheDeadline() {
        await().pollDelay(Duration.ofMillis(600)).until(() -> true);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.edge.port());
        socket.setSoTimeout(20_000);
        return socket;
    }
}
