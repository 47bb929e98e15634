package io.ecompulse.dev.traffic;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.1 answers off a connection, as little of them as a load generator needs: a full client would cost more than
 * the server it measures. Answers without Content-Length are a fault.
 */
final class AnswerReader implements Handler<Buffer> {
    private static final int HEAD_BYTES_MAX = 16 * 1024;
    private static final byte[] ACCEPTED = "\"accepted\":".getBytes(StandardCharsets.US_ASCII);

    private final Handler<Answer> answers;
    private Buffer pending = Buffer.buffer();

    /**
     * @param accepted what the body says, or -1 when it says nothing
     * @param retryAfter the header, or null
     * @param last the server closes the connection
     */
    record Answer(int status, int accepted, @Nullable String retryAfter, boolean last) {}

    AnswerReader(Handler<Answer> answers) {
        this.answers = answers;
    }

    @Override
    public void handle(Buffer bytes) {
        pending = pending.length() == 0 ? bytes : pending.appendBuffer(bytes);
        int headEnd = headEnd();
        while (headEnd >= 0) {
            String head = pending.getString(0, headEnd, "ISO-8859-1").toLowerCase(Locale.ROOT);
            String length = header(head, "content-length");
            if (length == null) {
                throw new IllegalStateException("the server's answer has no Content-Length");
            }
            int end = headEnd + 4 + Integer.parseInt(length);
            if (pending.length() < end) {
                return;
            }
            Answer answer = new Answer(
                    Integer.parseInt(head.substring(9, 12)),
                    accepted(headEnd + 4, end),
                    header(head, "retry-after"),
                    "close".equals(header(head, "connection")));
            pending = pending.length() == end ? Buffer.buffer() : pending.getBuffer(end, pending.length());
            answers.handle(answer);
            headEnd = headEnd();
        }
    }

    private int headEnd() {
        int last = pending.length() - 4;
        for (int at = 0; at <= last; at++) {
            if (pending.getByte(at) == '\r' && pending.getByte(at + 2) == '\r' && pending.getByte(at + 3) == '\n') {
                return at;
            }
        }
        if (pending.length() > HEAD_BYTES_MAX) {
            throw new IllegalStateException("the server's answer is not HTTP");
        }
        return -1;
    }

    private static @Nullable String header(String head, String name) {
        int at = head.indexOf("\r\n" + name + ":");
        if (at < 0) {
            return null;
        }
        int from = at + name.length() + 3;
        int end = head.indexOf("\r\n", from);
        return head.substring(from, end < 0 ? head.length() : end).strip();
    }

    private int accepted(int from, int end) {
        for (int at = from; at <= end - ACCEPTED.length; at++) {
            if (pending.getByte(at) == '"' && isAccepted(at)) {
                return number(at + ACCEPTED.length, end);
            }
        }
        return -1;
    }

    private boolean isAccepted(int at) {
        for (int i = 0; i < ACCEPTED.length; i++) {
            if (pending.getByte(at + i) != ACCEPTED[i]) {
                return false;
            }
        }
        return true;
    }

    private int number(int from, int end) {
        int number = 0;
        for (int at = from; at < end; at++) {
            int digit = pending.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
