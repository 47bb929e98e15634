package io.ecompulse.app;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Decides who gets to which path of the management listener, before any route sees the request. A path without a rule is
 * not served, so that a new route has to name its readers here.
 *
 * <pre>
 *            client certificate, where one is asked for    token
 *  PROBE     no: kubelet has none                          no
 *  SCRAPE    yes                                           management.metrics.token, where set
 *  PAGE      yes                                           no: the files say nothing by themselves
 *  API       yes                                           a read token, checked by the routes, for it names the source
 * </pre>
 */
final class Gate {
    private static final String BEARER = "Bearer ";
    private static final Set<String> PAGES = PageRoutes.paths();

    private final boolean asksForCertificate;
    private final byte[] metricsToken;

    enum Rule {
        PROBE,
        SCRAPE,
        PAGE,
        API
    }

    Gate(ManagementConfig config) {
        this.asksForCertificate = config.tls() != null && config.tls().clientAuthority() != null;
        this.metricsToken = (BEARER + config.metricsToken()).getBytes(StandardCharsets.UTF_8);
    }

    /** @param path normalized, or a route's pattern; null for one without a rule */
    static @Nullable Rule rule(String path) {
        if (PAGES.contains(path)) {
            return Rule.PAGE;
        }
        if (path.startsWith("/health/")) {
            return Rule.PROBE;
        }
        if (path.equals("/metrics")) {
            return Rule.SCRAPE;
        }
        return path.startsWith("/api/v1/") ? Rule.API : null;
    }

    void pass(RoutingContext context) {
        Rule rule = rule(context.normalizedPath());
        if (rule == null) {
            refuse(context, 404);
        } else if (rule != Rule.PROBE && !isKnown(context.request().connection())) {
            refuse(context, 403);
        } else if (rule == Rule.SCRAPE && !mayScrape(context)) {
            context.response().putHeader("www-authenticate", "Bearer");
            refuse(context, 401);
        } else {
            context.next();
        }
    }

    /** A WebSocket comes by no route. */
    boolean admits(ServerWebSocketHandshake handshake) {
        return !asksForCertificate || isVerified(handshake.sslSession());
    }

    private boolean isKnown(HttpConnection connection) {
        return !asksForCertificate || isVerified(connection.sslSession());
    }

    /** The handshake has checked what it was shown; here it matters whether it was shown anything. */
    private static boolean isVerified(@Nullable SSLSession session) {
        try {
            return session != null && session.getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException anonymous) {
            return false;
        }
    }

    private boolean mayScrape(RoutingContext context) {
        String shown = context.request().getHeader("authorization");
        return metricsToken.length == BEARER.length()
                || (shown != null && MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), metricsToken));
    }

    private static void refuse(RoutingContext context, int status) {
        context.response().setStatusCode(status).end().onFailure(gone -> {});
    }
}
