package io.ecompulse.edge;

import io.ecompulse.edge.EdgeConfig.BodyLimits;
import io.ecompulse.event.RejectReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body as raw bytes, whatever its Content-Type says, within every limit: its announced and its real size, the
 * process's budget, the deadline, and the size it inflates to.
 */
final class BodyReader {
    private static final int FIRST_BYTES = 8 * 1024;
    /** Taken from the budget on an announcement alone: who announces much and sends nothing must not keep others out. */
    private static final int ANNOUNCED_BYTES_TRUSTED = 64 * 1024;

    private final Vertx vertx;
    private final BodyLimits limits;

    BodyReader(Vertx vertx, BodyLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    /** Reads it. Fails with {@link ClientGone} when the client goes away. The caller releases {@code share} when it is done with the bytes. */
    Future<Body> read(HttpServerRequest request, ByteBudget.Share share) {
        List<String> encodings = request.headers().getAll(HttpHeaders.CONTENT_ENCODING);
        Body refused = refusedUnread(request, share, encodings);
        if (refused != null) {
            return Future.succeededFuture(refused);
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        Promise<Body> whole = Promise.promise();
        Collected collected = new Collected(whole, share);
        Pace pace = new Pace(collected);
        pace.next();
        request.handler(collected::add);
        request.endHandler(end -> whole.tryComplete(new Body.Whole(collected.bytes())));
        request.exceptionHandler(how -> whole.tryFail(new ClientGone(how)));
        return whole.future()
                .onComplete(done -> pace.end())
                .map(body -> body instanceof Body.Whole read ? inflated(read.bytes(), encodings, share) : body);
    }

    /** The same for a body that is here already. */
    Body read(byte[] bytes, List<String> encodings, ByteBudget.Share share) {
        Body refused = bytes.length > limits.wireBytesMax() ? tooLarge() : refusedEncoding(encodings);
        return refused == null ? inflated(bytes, encodings, share) : refused;
    }

    private static @Nullable Body refusedEncoding(List<String> encodings) {
        boolean isKnown = encodings.isEmpty()
                || (encodings.size() == 1
                        && (isGzip(encodings.get(0)) || encodings.get(0).strip().equalsIgnoreCase("identity")));
        return isKnown ? null : Body.refused(RejectReason.UNSUPPORTED_ENCODING, "a body is plain or gzip");
    }

    /** What can be refused on the head of the request. */
    private @Nullable Body refusedUnread(HttpServerRequest request, ByteBudget.Share share, List<String> encodings) {
        Body refused = refusedEncoding(encodings);
        if (refused != null) {
            return refused;
        }
        long announced = announced(request);
        if (announced > limits.wireBytesMax()) {
            return tooLarge();
        }
        boolean hasRoom = share.fits(announced) && share.growTo(Math.min(announced, ANNOUNCED_BYTES_TRUSTED));
        return hasRoom ? null : overloaded();
    }

    private Body inflated(byte[] bytes, List<String> encodings, ByteBudget.Share share) {
        boolean gzip = !encodings.isEmpty() && isGzip(encodings.get(0));
        if (bytes.length == 0 || !(gzip || Gzip.isGzip(bytes))) {
            return new Body.Whole(bytes);
        }
        Body body = Gzip.inflate(bytes, limits.inflatedBytesMax());
        // The packed bytes are garbage from here on; the plain ones count now.
        return body instanceof Body.Whole plain && !share.growTo(plain.bytes().length) ? overloaded() : body;
    }

    private Body tooLarge() {
        return Body.refused(RejectReason.TOO_LARGE, "a body has at most " + limits.wireBytesMax() + " bytes");
    }

    private static Body overloaded() {
        return Body.refused(RejectReason.OVERLOADED, "too many bodies are on their way already");
    }

    private static boolean isGzip(String encoding) {
        String name = encoding.strip().toLowerCase(Locale.ROOT);
        return name.equals("gzip") || name.equals("x-gzip");
    }

    /** Content-Length, which the server has checked to be a number; 0 when there is none. */
    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length.strip());
    }

    /** The looks at a body's progress, up to its deadline. */
    private final class Pace {
        private final Collected collected;
        private long millisLeft = Math.max(1, limits.deadline().toMillis());
        private long seenBytes;
        private long timer;

        Pace(Collected collected) {
            this.collected = collected;
        }

        void next() {
            long step = Math.max(1, Math.min(limits.pace().toMillis(), millisLeft));
            millisLeft -= step;
            timer = vertx.setTimer(step, tick -> look());
        }

        private void look() {
            if (millisLeft == 0) {
                late("the body took too long");
            } else if (collected.total - seenBytes < limits.paceBytesMin()) {
                late("the body came too slowly");
            } else {
                seenBytes = collected.total;
                next();
            }
        }

        private void late(String detail) {
            collected.whole.tryComplete(Body.refused(RejectReason.TIMEOUT, detail));
        }

        void end() {
            vertx.cancelTimer(timer);
        }
    }

    /** Grows with what really came, so that an announcement alone takes no memory. */
    private final class Collected {
        private final Promise<Body> whole;
        private final ByteBudget.Share share;
        private byte[] bytes = new byte[0];
        private int used;
        /** All that came, dropped or not. */
        private long total;

        Collected(Promise<Body> whole, ByteBudget.Share share) {
            this.whole = whole;
            this.share = share;
        }

        void add(Buffer chunk) {
            total += chunk.length();
            if (whole.future().isComplete()) {
                bytes = new byte[0];
                return;
            }
            int length = used + chunk.length();
            if (length > limits.wireBytesMax()) {
                whole.tryComplete(tooLarge());
            } else if (!share.growTo(length)) {
                whole.tryComplete(overloaded());
            } else {
                if (length > bytes.length) {
                    int doubled = (int) Math.min(limits.wireBytesMax(), Math.max(FIRST_BYTES, 2L * bytes.length));
                    bytes = Arrays.copyOf(bytes, Math.max(length, doubled));
                }
                chunk.getBytes(bytes, used);
                used = length;
            }
        }

        byte[] bytes() {
            return used == bytes.length ? bytes : Arrays.copyOf(bytes, used);
        }
    }
}
