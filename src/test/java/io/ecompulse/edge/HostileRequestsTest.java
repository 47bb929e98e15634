package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.gzip;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Requests that two readers could understand differently, each on a connection of its own with a second request hidden behind
 * it. None may yield two answers, and none of the hidden ones may reach the journal. One server serves all of them at once.
 */
class HostileRequestsTest {
    private static final String EOL = "\r\n";
    private static final String END = EOL + EOL;
    private static final String LINE = "POST /v1/batch?k=dev-write-key HTTP/1.1\r\n";
    private static final String HEAD = LINE + "Host: a\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d\\.\\d (\\d{3})(?! Continue)");
    private static final String GOOD = batch(track("visible"));
    private static final String CHUNKED = Integer.toHexString(GOOD.length()) + EOL + GOOD + "\r\n0" + END;
    private static final String SIZED = "Content-Length: " + GOOD.length() + END + GOOD;
    private static final String HIDDEN = hidden();

    /** A case: its first bytes, and the status of its one answer; 0 for none, then the connection is just closed. */
    record Case(String name, byte[] bytes, int status) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What came back until the server closed. */
    private record Seen(List<Integer> statuses, String text) {}

    static final List<Case> CASES = cases();

    private static final Map<String, Seen> SEEN = new LinkedHashMap<>();
    private static TestEdge edge;

    @BeforeAll
    static void sendAll() {
        edge = TestEdge.start("edge.http.idle.timeout", "3s", "edge.http.linger", "200ms", "edge.body.deadline", "1s");
        ExecutorService senders = Executors.newFixedThreadPool(16);
        Map<String, CompletableFuture<Seen>> asked = new LinkedHashMap<>();
        CASES.forEach(one -> asked.put(
                one.name(), CompletableFuture.supplyAsync(() -> seen(edge.raw(withHidden(one.bytes()))), senders)));
        asked.forEach((name, answer) -> SEEN.put(name, answer.join()));
        senders.shutdown();
    }

    @AfterAll
    static void nothingHiddenWasTaken() {
        try {
            await().until(() -> edge.heldBytes() == 0);
            assertThat(edge.journal.ids()).contains("visible").doesNotContain("hidden");
            assertThat(edge.post("/v1/batch", batch(track("afterwards"))).body())
                    .contains("\"accepted\":1");
        } finally {
            edge.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("CASES")
    void hasOneAnswerAndHidesNothing(Case one) {
        Seen seen = SEEN.get(one.name());

        assertThat(seen.statuses()).as(seen.text()).isEqualTo(one.status() == 0 ? List.of() : List.of(one.status()));
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        lengths(cases);
        transferEncodings(cases);
        chunks(cases);
        heads(cases);
        targets(cases);
        sizes(cases);
        bodies(cases);
        return List.copyOf(cases);
    }

    private static void lengths(List<Case> cases) {
        cases.add(text(
                "a length and chunks", HEAD + "Content-Length: 4\r\nTransfer-Encoding: chunked" + END + CHUNKED, 400));
        cases.add(text(
                "chunks and a length", HEAD + "Transfer-Encoding: chunked\r\nContent-Length: 4" + END + CHUNKED, 400));
        cases.add(text(
                "no length and chunks", HEAD + "Content-Length: 0\r\nTransfer-Encoding: chunked" + END + CHUNKED, 400));
        for (String length : List.of(
                "5, 5",
                "+5",
                "-5",
                "5 5",
                "0x5",
                "5a",
                "99999999999999999999",
                "\u000b5",
                "5\r\n 0",
                "5\r\nContent-Length: 6")) {
            cases.add(
                    text("Content-Length: " + shown(length), HEAD + "Content-Length: " + length + END + "hello", 400));
        }
        cases.add(text("an empty length", HEAD + "Content-Length:" + END + "hello", 400));
    }

    private static void transferEncodings(List<Case> cases) {
        for (String value : List.of(
                "xchunked",
                "chunked, identity",
                "identity",
                "gzip, chunked",
                "chunked;q=1",
                "chunked\r\nTransfer-Encoding: chunked",
                "chunked\r\nTransfer-Encoding: identity",
                "\u000bchunked",
                "\"chunked\"")) {
            cases.add(text(
                    "Transfer-Encoding: " + shown(value), HEAD + "Transfer-Encoding: " + value + END + CHUNKED, 400));
        }
        cases.add(text("a space before the colon", HEAD + "Transfer-Encoding : chunked" + END + CHUNKED, 400));
        cases.add(text("a fold before chunked", HEAD + "Transfer-Encoding:\r\n chunked" + END + CHUNKED, 400));
        cases.add(text(
                "chunks of HTTP/1.0", HEAD.replace("1.1", "1.0") + "Transfer-Encoding: chunked" + END + CHUNKED, 400));
    }

    private static void chunks(List<Case> cases) {
        String head = HEAD + "Transfer-Encoding: chunked" + END;
        cases.add(text("chunks", head + CHUNKED, 200));
        cases.add(text("a chunk of a size with 0x", head + "0x5\r\nhello\r\n0" + END, 0));
        cases.add(text("a chunk of negative size", head + "-5\r\nhello\r\n0" + END, 0));
        cases.add(text("a chunk of more than 64 bits", head + "FFFFFFFFFFFFFFFFF\r\nhello\r\n0" + END, 0));
        cases.add(text("a chunk without its end", head + "5\r\nhelloX\r\n0" + END, 0));
        cases.add(text("chunks that end in LF", head + "5\nhello\n0\n\n", 0));
        cases.add(text("a chunk extension with an LF", head + "5;a\nb\r\nhello\r\n0" + END, 0));
        cases.add(text(
                "a length in the trailer", head + CHUNKED.replace("0" + END, "0\r\nContent-Length: 3" + END), 200));
    }

    private static void heads(List<Case> cases) {
        cases.add(text(
                "lines that end in LF", (LINE + "Host: a\r\n" + "Content-Length: 0").replace(EOL, "\n") + "\n\n", 400));
        cases.add(text("a CR in a value", HEAD + "X: a\rb" + EOL + SIZED, 400));
        cases.add(text("a NUL in a value", HEAD + "X: a\0b" + EOL + SIZED, 400));
        cases.add(text("a NUL in a name", HEAD + "X\0: a" + EOL + SIZED, 400));
        cases.add(text("a space in a name", HEAD + "X Y: a" + EOL + SIZED, 400));
        cases.add(text("a line without a colon", HEAD + "nonsense" + EOL + SIZED, 400));
        cases.add(text("no name", HEAD + ": a" + EOL + SIZED, 400));
        cases.add(text("a fold below the request line", LINE + " Host: a" + EOL + "Host: a" + EOL + SIZED, 400));
        cases.add(text("two hosts", HEAD + "Host: b" + EOL + SIZED, 400));
        cases.add(text("the same host twice", HEAD + "Host: a" + EOL + SIZED, 400));
        cases.add(text("no host", LINE + SIZED, 400));
        cases.add(text("a folded host", LINE + "Host: a\r\n b" + EOL + SIZED, 400));
        cases.add(text("a host with a path", LINE + "Host: a/b" + EOL + SIZED, 400));
        cases.add(text("a host with a user", LINE + "Host: u@a" + EOL + SIZED, 400));
    }

    private static void targets(List<Case> cases) {
        cases.add(text("an absolute target", HEAD.replace("/v1", "http://a/v1") + SIZED, 400));
        cases.add(text("an absolute target elsewhere", HEAD.replace("/v1", "http://b/v1") + SIZED, 400));
        cases.add(text("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80" + END, 400));
        cases.add(text("an asterisk", "GET * HTTP/1.1\r\nHost: a" + END, 400));
        cases.add(text("TRACE", "TRACE /v1/batch HTTP/1.1\r\nHost: a\r\nConnection: close" + END, 405));
        cases.add(text("a control in the target", HEAD.replace("/v1", "/\u0001v1") + SIZED, 400));
        cases.add(text("no version", "POST /v1/batch" + EOL + SIZED, 400));
        cases.add(text("HTTP/1.2", HEAD.replace("1.1", "1.2") + SIZED, 501));
        cases.add(text("HTTP/2.0 in a request line", HEAD.replace("1.1", "2.0") + SIZED, 501));
        cases.add(text("HTTP/2 with prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 501));
        cases.add(text("HTTPS", "HTTPS/1.1 / HTTP/1.1\r\nHost: a" + END, 400));
        cases.add(text(
                "an upgrade to h2c",
                HEAD + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: AAMAAABkAAQAAP__\r\nTransfer-Encoding: chunked" + END + CHUNKED,
                200));
    }

    private static void sizes(List<Case> cases) {
        cases.add(text("a long target", HEAD.replace("k=", "k=" + "k".repeat(9_000)) + SIZED, 414));
        cases.add(text("a long value", HEAD + "X: " + "x".repeat(17_000) + EOL + SIZED, 431));
        cases.add(text("ten thousand headers", HEAD + "X: y\r\n".repeat(10_000) + SIZED, 431));
        cases.add(text("a body that is announced too large", HEAD + "Content-Length: 99999999" + END, 413));
        cases.add(text("a body that never comes", HEAD + "Content-Length: 900000" + END + "{", 408));
        cases.add(text(
                "too large, and asked before", HEAD + "Expect: 100-continue\r\nContent-Length: 99999999" + END, 413));
    }

    private static void bodies(List<Case> cases) {
        byte[] packed = gzip(utf8(GOOD));
        byte[] cut = java.util.Arrays.copyOf(packed, packed.length - 5);
        cases.add(packed("gzip", packed, "gzip", 200));
        cases.add(packed(
                "gzip in two members",
                join(gzip(utf8(GOOD.substring(0, 9))), gzip(utf8(GOOD.substring(9)))),
                "gzip",
                200));
        cases.add(packed("gzip without its end", cut, "gzip", 400));
        cases.add(packed("gzip without its end or a header", cut, "identity", 400));
        cases.add(packed("gzip with something behind it", join(packed, utf8("POST / HTTP/1.1")), "gzip", 400));
        cases.add(packed("no gzip", utf8(GOOD), "gzip", 400));
        cases.add(packed("gzip in gzip", gzip(packed), "gzip", 400));
        cases.add(packed("gzip of a hundred million zeros", gzip(new byte[100_000_000]), "gzip", 413));
        cases.add(packed("gzip of members without content", repeated(gzip(new byte[0]), 200_000), "gzip", 400));
        for (String encoding : List.of(
                "br",
                "deflate",
                "zstd",
                "gzip, gzip",
                "gzip\r\nContent-Encoding: gzip",
                "gzip\r\nContent-Encoding: br")) {
            cases.add(packed("Content-Encoding: " + shown(encoding), packed, encoding, 415));
        }
    }

    private static Case text(String name, String request, int status) {
        return new Case(name, request.getBytes(StandardCharsets.ISO_8859_1), status);
    }

    /** The connection ends with the answer, since the hidden request would be answered rightly otherwise. */
    private static Case packed(String name, byte[] body, String encoding, int status) {
        String head = HEAD + "Connection: close\r\nContent-Encoding: " + encoding + "\r\nContent-Length: " + body.length
                + END;
        return new Case(name, join(utf8(head), body), status);
    }

    private static byte[] withHidden(byte[] request) {
        return join(request, utf8(HIDDEN));
    }

    private static String hidden() {
        String body = batch(track("hidden"));
        return HEAD + "Content-Length: " + body.length() + END + body;
    }

    private static byte[] repeated(byte[] one, int times) {
        byte[] all = new byte[one.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(one, 0, all, i * one.length, one.length);
        }
        return all;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static Seen seen(String text) {
        List<Integer> statuses = STATUS.matcher(text)
                .results()
                .map((MatchResult found) -> Integer.parseInt(found.group(1)))
                .toList();
        return new Seen(statuses, text);
    }

    private static String shown(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\u000b", "\\v");
    }
}
