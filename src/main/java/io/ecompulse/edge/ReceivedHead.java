package io.ecompulse.edge;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The head of a real request. */
record ReceivedHead(HttpServerRequest request, long receivedMillis) implements RequestHead {
    /** Of a request whose time does not matter. */
    ReceivedHead(HttpServerRequest request) {
        this(request, 0);
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public Iterable<Map.Entry<String, String>> headers() {
        return request.headers();
    }

    @Override
    public List<String> lines(String name) {
        return request.headers().getAll(name);
    }

    @Override
    public String query() {
        String query = request.query();
        return query == null ? "" : query;
    }

    @Override
    public @Nullable String parameter(String name) {
        return request.query() == null ? null : request.getParam(name);
    }

    @Override
    public @Nullable String peer() {
        return request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    }

    @Override
    public boolean isSecure() {
        return request.isSSL();
    }
}
