package io.ecompulse.app;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;

/** Owns the management listener. It is the first to open and the last to close, so that a drain can be watched. */
final class ManagementVerticle extends VerticleBase {
    private static final int IDLE_SECONDS = 75;

    private final ManagementConfig config;
    private final HealthRoutes health;
    private final ApiRoutes api;
    private final PageRoutes page;
    private int port;

    ManagementVerticle(ManagementConfig config, HealthRoutes health, ApiRoutes api, PageRoutes page) {
        this.config = config;
        this.health = health;
        this.api = api;
        this.page = page;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.route().handler(PageRoutes::secure);
        health.mount(router);
        page.mount(router);
        api.mount(router);
        HttpServer server = vertx.createHttpServer(options())
                .requestHandler(router)
                .webSocketHandshakeHandler(api.live()::handshake);
        return server.listen(config.port(), config.host()).onSuccess(listening -> port = listening.actualPort());
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
