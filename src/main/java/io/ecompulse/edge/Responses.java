package io.ecompulse.edge;

import io.ecompulse.event.RejectReason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Supplier;

/** Writes answers, and ends connections (HTTP/2: streams) that must not carry more. Belongs to one event loop. */
final class Responses {
    /** HTTP/2: the answer is whole, the rest of the body is not wanted (RFC 9113 §8.1). */
    private static final long NO_ERROR = 0;
    /** HTTP/2: nothing was done, send it again. */
    private static final long REFUSED_STREAM = 7;

    private final Vertx vertx;
    private final Duration linger;
    private final EdgeMeters meters;
    /** Connections whose next request, if one was sent ahead, must not be looked at. */
    private final Set<HttpConnection> ending = Collections.newSetFromMap(new IdentityHashMap<>());

    Responses(Vertx vertx, Duration linger, EdgeMeters meters) {
        this.vertx = vertx;
        this.linger = linger;
        this.meters = meters;
    }

    /**
     * This request is the connection's last one. Call it before the answer, where a close handler can still be set. Over
     * HTTP/2, where no request can be taken for a part of another, nothing: its connection serves others meanwhile.
     */
    void endAfter(HttpServerRequest request) {
        if (isHttp2(request)) {
            return;
        }
        HttpConnection connection = request.connection();
        if (ending.add(connection)) {
            connection.closeHandler(closed -> ending.remove(connection));
        }
    }

    boolean isEnding(HttpConnection connection) {
        return ending.contains(connection);
    }

    void answer(HttpServerRequest request, Answer answer, Dialect dialect) {
        if (answer instanceof Answer.Taken taken) {
            if (taken.cookie() != null) {
                request.response().putHeader(HttpHeaders.SET_COOKIE, taken.cookie());
            }
            write(request, 200, AnswerJson.of(taken, dialect), dialect);
        } else if (answer instanceof Answer.Refused refused) {
            refuse(request, refused, dialect);
        }
    }

    /** Refuses what came in no client's language, or in ours. */
    void refuse(HttpServerRequest request, Answer.Refused refused) {
        refuse(request, refused, Dialect.BEACON);
    }

    /** Refuses; the connection stays open when nothing of the request is left to read. */
    void refuse(HttpServerRequest request, Answer.Refused refused, Dialect dialect) {
        RejectReason reason = refused.reason();
        meters.refused(reason);
        String userAgent = request.getHeader(HttpHeaders.USER_AGENT);
        int status = dialect.status(reason, userAgent);
        if (dialect.isCutRatherThanRefused(reason, userAgent)) {
            cut(request);
            return;
        }
        if (reason.retryable()) {
            String seconds = Integer.toString(Math.min(refused.retryAfterSeconds(), dialect.waitSecondsMax()));
            request.response().putHeader(HttpHeaders.RETRY_AFTER, seconds);
            if (status == 429) {
                request.response().putHeader("X-RateLimit-Reset", seconds);
            }
        }
        if (!request.isEnded() && mayHaveBody(request)) {
            endAfter(request);
        }
        write(request, status, AnswerJson.of(refused), dialect);
    }

    /** The answer as its reader expects it: a page that shows an image must not show a broken one. */
    private void write(HttpServerRequest request, int status, byte[] json, Dialect dialect) {
        if (dialect.isImage()) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "image/gif")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store, private");
            send(request, status, Gif.dot());
        } else {
            json(request, status, json);
        }
    }

    void json(HttpServerRequest request, int status, byte[] body) {
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        send(request, status, body);
    }

    void send(HttpServerRequest request, int status, byte[] body) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return; // The client is gone: nobody is left to be told.
        }
        Cors.answer(request, response);
        response.setStatusCode(status)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                // Pages of any origin show our pixel and load our documents, under their own isolation rules too.
                .putHeader("Cross-Origin-Resource-Policy", "cross-origin");
        boolean last = isEnding(request.connection());
        if (last) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.end(Buffer.buffer(body)).onComplete(written -> {
            if (last) {
                close(request, request.connection()::close);
            } else if (isHttp2(request) && !request.isEnded()) {
                close(request, () -> request.response().reset(NO_ERROR));
            }
        });
    }

    /** Ends a request without an answer, in the way that its client takes for a broken network. */
    private static void cut(HttpServerRequest request) {
        if (isHttp2(request)) {
            request.response().reset(REFUSED_STREAM).onFailure(gone -> {});
        } else {
            request.connection().close().onFailure(gone -> {});
        }
    }

    /**
     * Closing on a client that still writes would make its system throw our answer away unread, so the rest of its body is
     * dropped for a short while first.
     */
    private void close(HttpServerRequest request, Supplier<Future<Void>> closing) {
        if (request.isEnded() || linger.isZero()) {
            closing.get().onFailure(gone -> {});
            return;
        }
        long timer = vertx.setTimer(linger.toMillis(), over -> closing.get().onFailure(gone -> {}));
        request.handler(dropped -> {}).endHandler(end -> {
            vertx.cancelTimer(timer);
            if (!isHttp2(request)) {
                closing.get().onFailure(gone -> {});
            }
        });
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.resume();
    }

    private static boolean isHttp2(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2;
    }

    private static boolean mayHaveBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || (length != null && !length.strip().equals("0"));
    }
}
