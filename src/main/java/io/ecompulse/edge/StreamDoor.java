package io.ecompulse.edge;

import io.ecompulse.edge.EdgeMeters.Fault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open streams of one event loop. */
final class StreamDoor {
    private static final Logger LOG = LoggerFactory.getLogger(StreamDoor.class);

    private final Vertx vertx;
    private final EdgeState edge;
    private final Set<StreamSession> open = new HashSet<>();

    StreamDoor(Vertx vertx, EdgeState edge) {
        this.vertx = vertx;
        this.edge = edge;
    }

    /** The caller has taken the seat. */
    void open(HttpServerRequest request) {
        StreamDeflate deflate = edge.config().stream().deflate() ? StreamDeflate.of(request) : null;
        if (deflate != null) {
            request.response().putHeader(StreamDeflate.HEADER, deflate.answer());
        }
        Sender sender = Sender.of(new ReceivedHead(request), edge.config().proxies());
        request.toWebSocket()
                .map(socket -> start(request, socket, sender, deflate))
                .onSuccess(session -> {
                    open.add(session);
                    session.closed().onComplete(closed -> {
                        open.remove(session);
                        edge.seats().leave();
                    });
                })
                .onFailure(fault -> {
                    edge.seats().leave();
                    LOG.debug("A WebSocket handshake failed", fault);
                });
    }

    private StreamSession start(
            HttpServerRequest request, ServerWebSocket socket, Sender sender, @Nullable StreamDeflate deflate) {
        try {
            Connections.upgraded(request.connection());
            StreamSession session = new StreamSession(vertx, edge, socket, sender, gate(socket, deflate));
            session.start();
            return session;
        } catch (RuntimeException fault) {
            // Or the socket would stay open with nobody behind it.
            LOG.error("A stream could not be started", fault);
            edge.meters().fault(Fault.STREAM);
            socket.close(CloseCode.INTERNAL.number()).onFailure(gone -> LOG.debug("It was gone already", gone));
            throw fault;
        }
    }

    private StreamGate gate(ServerWebSocket socket, @Nullable StreamDeflate deflate) {
        StreamGate gate =
                new StreamGate(edge.config().stream(), deflate, edge.services().nanos());
        gate.stand(
                ((WebSocketInternal) socket).channelHandlerContext().pipeline(),
                edge.config().stream().frameBytesMax());
        return gate;
    }

    /** Sends every client elsewhere; completes when all have their acks and are closed. */
    Future<Void> drain() {
        return Future.join(List.copyOf(open).stream().map(StreamSession::drain).toList())
                .mapEmpty();
    }
}
