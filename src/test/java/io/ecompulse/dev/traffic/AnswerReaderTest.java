package io.ecompulse.dev.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ecompulse.dev.traffic.AnswerReader.Answer;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
    private static final String TWO_ANSWERS = """
            HTTP/1.1 200 OK\r
            content-type: application/json\r
            Content-Length: 30\r
            \r
            {"success":true,"accepted":48}HTTP/1.1 503 Service Unavailable\r
            Retry-After: 7\r
            Connection: close\r
            content-length: 0\r
            \r
            """;

    private final List<Answer> answers = new ArrayList<>();
    private final AnswerReader reader = new AnswerReader(answers::add);

    @Test
    void readsTwoAnswersFromOnePiece() {
        reader.handle(Buffer.buffer(TWO_ANSWERS));

        assertThat(answers).containsExactly(new Answer(200, 48, null, false), new Answer(503, -1, "7", true));
    }

    @Test
    void readsAnswersThatComeByteByByte() {
        for (int at = 0; at < TWO_ANSWERS.length(); at++) {
            reader.handle(Buffer.buffer(TWO_ANSWERS.substring(at, at + 1)));
        }

        assertThat(answers).containsExactly(new Answer(200, 48, null, false), new Answer(503, -1, "7", true));
    }

    @Test
    void refusesAnAnswerWithoutALength() {
        Buffer chunked = Buffer.buffer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        assertThatThrownBy(() -> reader.handle(chunked)).hasMessageContaining("Content-Length");
    }

    @Test
    void givesUpOnAHeadThatNeverEnds() {
        reader.handle(Buffer.buffer(new byte[16 * 1024]));

        assertThatThrownBy(() -> reader.handle(Buffer.buffer(new byte[1]))).hasMessageContaining("not HTTP");
    }
}
