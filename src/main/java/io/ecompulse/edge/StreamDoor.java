package io.ecompulse.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    void open(HttpServerRequest request) {
        Sender sender = Sender.of(request, edge.config().proxies());
        request.toWebSocket()
                .onSuccess(socket -> {
                    StreamSession session = new StreamSession(vertx, edge, socket, sender);
                    open.add(session);
                    edge.meters().streamOpened();
                    session.closed().onComplete(closed -> {
                        open.remove(session);
                        edge.meters().streamClosed();
                    });
                    session.start();
                })
                .onFailure(fault -> LOG.debug("A WebSocket handshake failed", fault));
    }

    /** Sends every client elsewhere; completes when all have their acks and are closed. */
    Future<Void> drain() {
        return Future.join(List.copyOf(open).stream().map(StreamSession::drain).toList())
                .mapEmpty();
    }
}
