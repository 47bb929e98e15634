package io.ecompulse.edge;

import io.ecompulse.edge.EdgeConfig.Http2Limits;
import io.ecompulse.tls.ListenerTls;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop's share of the listener. Holds lifecycle only. */
final class EdgeVerticle extends VerticleBase {
    static final String SUBPROTOCOL = "ecompulse.v1";

    private final EdgeState edge;
    private final int port;
    private final Optional<ListenerTls> tls;
    private @Nullable HttpServer server;
    private @Nullable StreamDoor streams;

    /** @param port negative for a free one that the verticles with the same number share */
    EdgeVerticle(EdgeState edge, int port, Optional<ListenerTls> tls) {
        this.edge = edge;
        this.port = port;
        this.tls = tls;
    }

    @Override
    public Future<?> start() {
        StreamDoor streamDoor = new StreamDoor(vertx, edge);
        HttpDoor door = new HttpDoor(vertx, edge, streamDoor);
        HttpServerOptions options = options(edge.config(), port);
        HttpServer listening = vertx.createHttpServer(tls.map(
                        secured -> secured.secure(options, arriving -> Connections.begun(edge, arriving)))
                .orElse(options));
        server = listening;
        if (edge.countries() != null) {
            edge.countries().follow();
        }
        streams = streamDoor;
        return listening
                .connectionHandler(door::opened)
                .requestHandler(door::handle)
                .invalidRequestHandler(door::handleInvalid)
                .listen()
                .onSuccess(open -> tls.ifPresent(secured -> secured.follow(open::updateSSLOptions)));
    }

    int actualPort() {
        return server == null ? 0 : server.actualPort();
    }

    /** Sends streams elsewhere, lets requests in flight end, closes. Callable from anywhere; at most {@code bound} each. */
    Future<Void> drain(Duration bound) {
        Promise<Void> drained = Promise.promise();
        Context loop = context;
        loop.runOnContext(run -> drainHere(bound).onComplete(drained));
        return drained.future();
    }

    private Future<Void> drainHere(Duration bound) {
        StreamDoor streamDoor = streams;
        HttpServer listening = server;
        if (streamDoor == null || listening == null) {
            return Future.succeededFuture();
        }
        long millis = Math.max(1, bound.toMillis());
        return streamDoor
                .drain()
                .timeout(millis, TimeUnit.MILLISECONDS)
                .transform(closedOrLate -> listening.shutdown(millis, TimeUnit.MILLISECONDS));
    }

    /** Vert.x's own defaults are not safe on a public port (facts/ops.md §B3); each line here closes one hole. */
    static HttpServerOptions options(EdgeConfig config, int port) {
        Http2Limits http2 = config.http2();
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(port)
                .setHttp2ClearTextEnabled(false)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(http2.streamsMax())
                        .setInitialWindowSize(http2.windowBytes())
                        .setMaxHeaderListSize(config.http().headerBytesMax()))
                .setHttp2ConnectionWindowSize(http2.windowBytes())
                .setHttp2RstFloodMaxRstFramePerWindow(http2.resetsMax())
                .setHttp2RstFloodWindowDuration((int) http2.resetsWindow().toSeconds())
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setDecompressionSupported(false)
                .setCompressionSupported(false)
                .setIdleTimeout((int) Math.max(1, config.http().idleTimeout().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxInitialLineLength(config.http().uriBytesMax())
                .setMaxHeaderSize(config.http().headerBytesMax())
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(config.stream().frameBytesMax())
                .setMaxWebSocketMessageSize(config.stream().frameBytesMax())
                .setWebSocketClosingTimeout(2)
                .setWebSocketSubProtocols(List.of(SUBPROTOCOL));
    }
}
