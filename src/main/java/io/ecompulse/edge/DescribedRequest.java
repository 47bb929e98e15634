package io.ecompulse.edge;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that somebody tells of, to have it explained.
 *
 * @param target the path, and the query behind a question mark
 * @param peer whom the connection would come from; null for unknown
 */
public record DescribedRequest(
        String method,
        String target,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        @Nullable String peer) {

    /** The path as it came, still escaped. */
    String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    RequestHead head(long receivedMillis) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap();
        headers.forEach(header -> all.add(header.getKey(), header.getValue()));
        return new DescribedHead(this, all, receivedMillis);
    }

    private record DescribedHead(DescribedRequest request, MultiMap headers, long receivedMillis)
            implements RequestHead {
        @Override
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        @Override
        public List<String> lines(String name) {
            return headers.getAll(name);
        }

        @Override
        public String query() {
            int question = request.target().indexOf('?');
            return question < 0 ? "" : request.target().substring(question + 1);
        }

        @Override
        public @Nullable String parameter(String name) {
            List<String> values =
                    new QueryStringDecoder(request.target()).parameters().get(name);
            return values == null || values.isEmpty() ? null : values.get(0);
        }

        @Override
        public @Nullable String peer() {
            return request.peer();
        }

        /** A description says nothing of TLS but what a proxy's header does. */
        @Override
        public boolean isSecure() {
            return false;
        }
    }
}
