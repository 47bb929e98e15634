package io.ecompulse.edge;

import io.ecompulse.event.RejectReason;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** Looks at the head of each request, refuses what is not sound, and shows the rest its door. One per event loop. */
final class HttpDoor {
    private final EdgeState edge;
    private final Connections connections;
    private final Responses responses;
    private final BodyReader bodies;
    private final EventDoor events;
    private final Routes routes;
    private final SettingsDocument settings;
    private final StreamDoor streams;

    HttpDoor(Vertx vertx, EdgeState edge, StreamDoor streams) {
        this.edge = edge;
        this.connections = new Connections(edge);
        this.responses = new Responses(vertx, edge.config().http().linger(), edge.meters());
        this.bodies = new BodyReader(vertx, edge.config().body());
        this.events = new EventDoor(edge, responses, bodies);
        this.routes = new Routes(edge.config().snowplowPaths());
        this.settings = new SettingsDocument(edge.config());
        this.streams = streams;
    }

    void opened(HttpConnection connection) {
        connections.opened(connection);
    }

    void handle(HttpServerRequest request) {
        if (responses.isEnding(request.connection())) {
            request.connection().close(); // Sent ahead of an answer that said "close": never looked at.
            return;
        }
        String unsound = HeadCheck.problem(request);
        if (unsound != null) {
            responses.endAfter(request);
            refuse(request, RejectReason.MALFORMED, unsound);
            return;
        }
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || edge.draining().get()) {
            // A chunked request may have come with a Content-Length that Netty has hidden, and then a proxy in front of
            // us saw other requests than we do. Nothing that follows on this connection is trusted.
            responses.endAfter(request);
        }
        if (edge.draining().get() && request.version() == HttpVersion.HTTP_2) {
            request.connection().goAway(0); // What is open there is answered; the next request goes elsewhere.
        }
        if (request.method().equals(HttpMethod.OPTIONS)) {
            Cors.preflight(request.response());
            responses.send(request, 204, new byte[0]);
            return;
        }
        Route route = routes.of(request.path());
        if (connections.isTurnedAway(request.connection())) {
            responses.endAfter(request);
            String detail = "too many connections are open";
            Dialect dialect = route == null ? Dialect.BEACON : dialect(route);
            responses.refuse(request, edge.intake().refused(RejectReason.OVERLOADED, detail), dialect);
        } else if (route == null) {
            refuse(request, RejectReason.NOT_FOUND, "nothing is at this path");
        } else if (!request.method().equals(route.method())) {
            request.response().putHeader(HttpHeaders.ALLOW, route.method().name() + ", OPTIONS");
            String detail = "this path answers " + route.method();
            responses.refuse(request, edge.intake().refused(RejectReason.METHOD_NOT_ALLOWED, detail), dialect(route));
        } else {
            enter(request, route);
        }
    }

    private void enter(HttpServerRequest request, Route route) {
        if (route instanceof Route.Settings asked) {
            document(request, settings.answer(request, asked.key()));
        } else if (route instanceof Route.SourceConfig) {
            String key = WriteKey.in(new ReceivedHead(request));
            document(request, SourceConfigDocument.of(key == null ? "" : key));
        } else if (route instanceof Route.PostHogConfig asked) {
            postHog(request, SettingsDocument.unescaped(asked.token()), asked.script());
        } else if (edge.draining().get()) {
            String detail = "this server is going down, another one is up";
            responses.refuse(request, edge.intake().refused(RejectReason.DRAINING, detail), dialect(route));
        } else if (route instanceof Route.Events sent) {
            events.handle(request, sent);
        } else if (route instanceof Route.Stream) {
            upgrade(request);
        } else if (route instanceof Route.PostHogFlags) {
            drop(request, PostHogDocuments.flags());
        } else {
            drop(request, AnswerJson.object(json -> json.writeBooleanField("success", true)));
        }
    }

    private void postHog(HttpServerRequest request, String token, boolean script) {
        if (script) {
            request.response()
                    .putHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=60")
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/javascript; charset=utf-8");
            responses.send(request, 200, PostHogDocuments.script(token));
        } else {
            document(request, PostHogDocuments.config(token));
        }
    }

    /** What a library asks before it sends. */
    private void document(HttpServerRequest request, byte[] json) {
        request.response().putHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=60");
        responses.json(request, 200, json);
    }

    private void upgrade(HttpServerRequest request) {
        if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            refuse(request, RejectReason.MALFORMED, "this path speaks WebSocket");
            return;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || (length != null && !length.strip().equals("0"))) {
            // Vert.x reads it before it upgrades, without our deadlines, and a seat would be held for as long.
            refuse(request, RejectReason.MALFORMED, "an upgrade has no body");
            return;
        }
        if (!"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
            request.response().putHeader("Sec-WebSocket-Version", "13");
            refuse(request, RejectReason.MALFORMED, "this path speaks version 13 of WebSocket");
        } else if (edge.seats().take()) {
            streams.open(request);
        } else {
            refuse(request, RejectReason.OVERLOADED, "too many streams are open already");
        }
    }

    /** Reads a body that says nothing to us, and answers. */
    private void drop(HttpServerRequest request, byte[] answer) {
        ByteBudget.Share share = edge.budget().share();
        bodies.read(request, share).onComplete(read -> {
            share.release();
            responses.json(request, 200, answer);
        });
    }

    /** A head that the parser could not read. */
    void handleInvalid(HttpServerRequest request) {
        if (responses.isEnding(request.connection())) {
            request.connection().close(); // What follows a refused head is no request, and gets no answer of its own.
            return;
        }
        Throwable cause = request.decoderResult().cause();
        int status = cause instanceof TooLongHttpLineException
                ? 414
                : cause instanceof TooLongHttpHeaderException ? 431 : RejectReason.MALFORMED.status();
        RejectReason reason = status == 400 ? RejectReason.MALFORMED : RejectReason.TOO_LARGE;
        edge.meters().refused(reason);
        responses.endAfter(request);
        responses.json(
                request, status, AnswerJson.of(edge.intake().refused(reason, "the head of the request is not sound")));
    }

    /** In whose language a path is answered; ours when it belongs to no other. */
    private static Dialect dialect(Route route) {
        return route instanceof Route.Events sent ? sent.dialect() : Dialect.BEACON;
    }

    private void refuse(HttpServerRequest request, RejectReason reason, String detail) {
        responses.refuse(request, edge.intake().refused(reason, detail));
    }
}
