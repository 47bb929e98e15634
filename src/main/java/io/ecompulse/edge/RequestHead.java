package io.ecompulse.edge;

import io.ecompulse.edge.protocol.Head;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The head of a real request. */
record RequestHead(HttpServerRequest request, long receivedMillis) implements Head {
    @Override
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public Iterable<Map.Entry<String, String>> headers() {
        return request.headers();
    }

    @Override
    public String query() {
        String query = request.query();
        return query == null ? "" : query;
    }
}
