package io.ecompulse.edge;

import static io.ecompulse.edge.TestEdge.batch;
import static io.ecompulse.edge.TestEdge.gzip;
import static io.ecompulse.edge.TestEdge.track;
import static io.ecompulse.edge.TestEdge.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalTopic;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of bad input has its own named answer, and holds no memory afterwards. */
class EdgeBadInputTest {
    private static final int MIB = 1024 * 1024;
    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = TestEdge.start();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @AfterEach
    void neighboursAreUntouched() {
        String id = "good-" + System.identityHashCode(new Object()) + "-"
                + edge.journal.ids().size();
        assertThat(edge.post("/v1/batch", batch(track(id))).body()).startsWith("{\"success\":true,\"accepted\":1,");
        edge.assertNothingHeld();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "{\"batch\":[}",
                "[]",
                "{\"events\":[]}",
                "{\"batch\":{}}",
                "null",
                "{",
                " ",
                "{\"batch\":[],\"a\":tru}"
            })
    void whatIsNoBatchIsMalformed(String body) {
        assertRefused(edge.post("/v1/batch", body), 400, "malformed");
    }

    @Test
    void anEmptyBodyIsMalformed() {
        assertRefused(edge.post("/v1/batch", ""), 400, "malformed");
        assertThat(edge.journal.values(JournalTopic.FAILED)).doesNotContain("");
    }

    @Test
    void anEmptyBatchIsTaken() {
        assertThat(edge.post("/v1/batch", "{\"batch\":[]}").body())
                .isEqualTo(
                        "{\"success\":true,\"accepted\":0,\"duplicates\":0,\"rejected\":0,\"durability\":\"journal\",\"results\":[]}");
    }

    @Test
    void aBodyOfTenMegabytesIsTooLarge() {
        byte[] body = new byte[10 * MIB];
        Arrays.fill(body, (byte) ' ');

        HttpResponse<String> answer = edge.post("/v1/batch", body);

        assertRefused(answer, 413, "too_large");
        assertThat(answer.headers().firstValue("connection")).contains("close");
    }

    @Test
    void aBodyWithoutALengthIsCountedWhileItComes() {
        byte[] body = new byte[6 * MIB];
        Arrays.fill(body, (byte) ' ');
        HttpResponse<String> answer = edge.send(edge.request("/v1/batch")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)))
                .build());

        assertRefused(answer, 413, "too_large");
    }

    @Test
    void aGzipBombIsTooLarge() {
        byte[] bomb = gzip(new byte[400 * MIB]);

        HttpResponse<String> answer = edge.post("/v1/batch", bomb);

        assertRefused(answer, 413, "too_large");
        assertThat(bomb.length).isLessThan(MIB);
    }

    @Test
    void aCutGzipStreamIsABadEncoding() {
        byte[] whole = gzip(utf8(batch(track("cut"))));

        assertRefused(edge.post("/v1/batch", Arrays.copyOf(whole, whole.length - 4)), 400, "bad_encoding");
    }

    @Test
    void whatSaysGzipAndIsNotIsABadEncoding() {
        assertRefused(
                edge.post("/v1/batch", utf8(batch(track("plain"))), "Content-Encoding", "gzip"), 400, "bad_encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "deflate", "gzip, gzip"})
    void otherEncodingsAreUnsupported(String encoding) {
        byte[] body = utf8(batch(track("encoded")));

        assertRefused(edge.post("/v1/batch", body, "Content-Encoding", encoding), 415, "unsupported_encoding");
    }

    @ParameterizedTest
    @CsvSource({"{\"batch\":[%s]},200,too_deep", "{\"batch\":[]#\"a\":%s},400,too_deep", "%s,400,malformed"})
    void deepNestingIsRefusedWhereItStands(String shape, int status, String reason) {
        String deep = "[".repeat(200_000) + "]".repeat(200_000);
        String body = shape.replace('#', ',')
                .formatted(
                        shape.startsWith("{\"batch\":[%s")
                                ? "{\"type\":\"page\",\"userId\":\"u\",\"properties\":" + deep + "}"
                                : deep);

        HttpResponse<String> answer = edge.post("/v1/batch", body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"reason\":\"" + reason + "\"");
    }

    @Test
    void oneEventThatIsNotUtf8DoesNotSpoilItsSiblings() {
        byte[] body = utf8(batch(track("sound-sibling"), "{\"type\":\"page\",\"userId\":\"@\"}"));
        for (int i = 0; i < body.length; i++) {
            body[i] = body[i] == '@' ? (byte) 0xC0 : body[i];
        }

        HttpResponse<String> answer = edge.post("/v1/batch", body);

        assertThat(answer.body())
                .startsWith("{\"success\":true,\"accepted\":1,\"duplicates\":0,\"rejected\":1,")
                .contains("{\"index\":1,\"outcome\":\"rejected\",\"reason\":\"invalid_utf8\"");
    }

    @Test
    void oneEventThatIsNoJsonDoesNotSpoilItsSiblings() {
        HttpResponse<String> answer =
                edge.post("/v1/batch", batch("{\"a\":nonsense}", track("other-sibling"), "17", "{\"b\":01}"));

        assertThat(answer.body()).startsWith("{\"success\":true,\"accepted\":1,\"duplicates\":0,\"rejected\":3,");
        assertThat(edge.journal.values(JournalTopic.FAILED)).contains("{\"a\":nonsense}", "17", "{\"b\":01}");
    }

    @Test
    void aBodyOfWrongBytesIsNotUtf8() {
        assertRefused(edge.post("/v1/batch", new byte[] {(byte) 0xFF, (byte) 0xFE, 0}), 400, "invalid_utf8");
    }

    @Test
    void twoMillionTinyEventsAreTooMany() {
        String body = "{\"batch\":[" + String.join(",", Collections.nCopies(2_000_000, "{}")) + "]}";

        // Packed, or the size of the body would be its first fault.
        assertRefused(edge.post("/v1/batch", gzip(utf8(body))), 413, "too_many_events");
    }

    @Test
    void contextThatWouldGrowInsideEveryEventIsTooLarge() {
        String context = "\"context\":{\"a\":\"" + "x".repeat(100_000) + "\"}";
        String events = String.join(",", Collections.nCopies(5_000, "{}"));

        assertRefused(edge.post("/v1/batch", "{" + context + ",\"batch\":[" + events + "]}"), 413, "too_large");
    }

    @Test
    void deflateWithoutAHeaderIsMalformed() throws java.io.IOException {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, new Deflater())) {
            deflate.write(utf8(batch(track("deflated"))));
        }

        assertRefused(edge.post("/v1/batch", out.toByteArray()), 400, "invalid_utf8");
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String reason) {
        assertThat(answer.body()).startsWith("{\"success\":false,\"reason\":\"" + reason + "\",\"detail\":\"");
        assertThat(answer.statusCode()).isEqualTo(status);
    }
}
