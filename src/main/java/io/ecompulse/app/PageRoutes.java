package io.ecompulse.app;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/**
 * The live page, the charting library from its webjar, and the API's description: files held in memory. They show nothing by
 * themselves; numbers need a read token.
 */
final class PageRoutes {
    private static final String OURS = "/io/ecompulse/app/web/";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("/", OURS + "index.html"),
            Map.entry("/live.js", OURS + "live.js"),
            Map.entry("/charts.js", OURS + "charts.js"),
            Map.entry("/drawing.js", OURS + "drawing.js"),
            Map.entry("/tail.js", OURS + "tail.js"),
            Map.entry("/live.css", OURS + "live.css"),
            Map.entry("/favicon.svg", OURS + "favicon.svg"),
            Map.entry("/api/v1/openapi.yaml", OURS + "openapi.yaml"),
            Map.entry("/uplot/uPlot.js", UPLOT + "dist/uPlot.iife.min.js"),
            Map.entry("/uplot/uPlot.css", UPLOT + "dist/uPlot.min.css"),
            Map.entry("/uplot/LICENSE", UPLOT + "LICENSE"));
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "yaml", "application/yaml; charset=utf-8",
            "svg", "image/svg+xml");

    /** Where the files are served. */
    static Set<String> paths() {
        return FILES.keySet();
    }

    void mount(Router router) {
        FILES.forEach((path, file) -> {
            Buffer content = read(file);
            String tag = EntityTag.weak(content.getBytes());
            String type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "text/plain; charset=utf-8");
            router.get(path).handler(context -> send(context, content, type, tag));
        });
    }

    private static void send(RoutingContext context, Buffer content, String type, String tag) {
        context.response().putHeader("cache-control", "no-cache").putHeader("etag", tag);
        if (EntityTag.isHeld(context.request().getHeader("if-none-match"), tag)) {
            context.response().setStatusCode(304).end().onFailure(gone -> {});
        } else {
            context.response().putHeader("content-type", type).end(content).onFailure(gone -> {});
        }
    }

    /**
     * What every answer of this listener carries: nothing may be framed, sniffed, or loaded from elsewhere. Under TLS the
     * browser is told to stay there, for a day only: that holds for every port of the host name.
     */
    static void secure(RoutingContext context) {
        if (context.request().isSSL()) {
            context.response().putHeader("strict-transport-security", "max-age=86400");
        }
        context.response()
                .putHeader(
                        "content-security-policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                                + " form-action 'none'; frame-ancestors 'none'; base-uri 'none'")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("x-frame-options", "DENY")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cross-origin-resource-policy", "same-origin")
                .putHeader("cross-origin-opener-policy", "same-origin");
        context.next();
    }

    private static Buffer read(String file) {
        try (InputStream in = PageRoutes.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks the live page's " + file);
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
