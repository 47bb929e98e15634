package io.ecompulse.app;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/** The live page: three files from the jar, held in memory. It shows nothing by itself; its numbers need a read token. */
final class PageRoutes {
    private static final Map<String, String> FILES = Map.of(
            "/", "index.html",
            "/live.js", "live.js",
            "/live.css", "live.css",
            "/favicon.svg", "favicon.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    /** Where the files are served. */
    static Set<String> paths() {
        return FILES.keySet();
    }

    void mount(Router router) {
        FILES.forEach((path, file) -> {
            Buffer content = read(file);
            String type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "application/octet-stream");
            router.get(path)
                    .handler(context -> context.response()
                            .putHeader("content-type", type)
                            .putHeader("cache-control", "no-cache")
                            .end(content)
                            .onFailure(gone -> {}));
        });
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
                .putHeader("content-security-policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("x-frame-options", "DENY")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cross-origin-resource-policy", "same-origin")
                .putHeader("cross-origin-opener-policy", "same-origin");
        context.next();
    }

    private static Buffer read(String file) {
        try (InputStream in = PageRoutes.class.getResourceAsStream("/io/ecompulse/app/web/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the live page's " + file);
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
