package io.ecompulse.app;

import io.ecompulse.tls.ListenerTls;
import io.ecompulse.tls.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;

/** Owns the management listener. It is the first to open and the last to close, so that a drain can be watched. */
final class ManagementVerticle extends VerticleBase {
    private static final int IDLE_SECONDS = 75;

    private final ManagementConfig config;
    private final HealthRoutes health;
    private final ApiRoutes api;
    private final PageRoutes page;
    private final ListenerTls.Surroundings surroundings;
    private final Gate gate;
    private int port;

    ManagementVerticle(
            ManagementConfig config,
            HealthRoutes health,
            ApiRoutes api,
            PageRoutes page,
            ListenerTls.Surroundings surroundings) {
        this.config = config;
        this.health = health;
        this.api = api;
        this.page = page;
        this.surroundings = surroundings;
        this.gate = new Gate(config);
    }

    @Override
    public Future<?> start() {
        TlsConfig tls = config.tls();
        return tls == null
                ? listen(options())
                : ListenerTls.open(vertx, tls, false, surroundings)
                        .compose(opened -> listen(opened.secure(options()))
                                .onSuccess(server -> opened.follow(server::updateSSLOptions)));
    }

    private Future<HttpServer> listen(HttpServerOptions options) {
        return vertx.createHttpServer(options)
                .requestHandler(router(vertx))
                .webSocketHandshakeHandler(this::handshake)
                .listen(config.port(), config.host())
                .onSuccess(listening -> port = listening.actualPort());
    }

    /** Every route, behind the gate. */
    Router router(Vertx owner) {
        Router router = Router.router(owner);
        router.route().handler(PageRoutes::secure);
        router.route().handler(gate::pass);
        health.mount(router);
        page.mount(router);
        api.mount(router);
        return router;
    }

    private void handshake(ServerWebSocketHandshake handshake) {
        if (gate.admits(handshake)) {
            api.live().handshake(handshake);
        } else {
            handshake.reject(403).onFailure(gone -> {});
        }
    }

    /** The port in use; known once deployed. */
    int port() {
        return port;
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(true)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(4096)
                .setMaxWebSocketMessageSize(4096);
    }
}
