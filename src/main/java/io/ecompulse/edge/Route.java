package io.ecompulse.edge;

import io.ecompulse.edge.protocol.Call;
import io.ecompulse.event.EventType;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a path means. Trailing slashes are allowed everywhere, since real libraries send them; nothing redirects. */
sealed interface Route {
    /** The only method it answers, besides a preflight. */
    default HttpMethod method() {
        return HttpMethod.POST;
    }

    /** A body in Segment's language. */
    record Events(Call call) implements Route {}

    /** A library's telemetry about itself: thanked for and dropped. */
    record Telemetry() implements Route {}

    /** What a library asks before it sends anything. */
    record Settings(String key) implements Route {
        @Override
        public HttpMethod method() {
            return HttpMethod.GET;
        }
    }

    /** Our WebSocket. */
    record Stream() implements Route {
        @Override
        public HttpMethod method() {
            return HttpMethod.GET;
        }
    }

    /** All routes but the settings, by path without trailing slashes. */
    final class Table {
        private static final String SETTINGS_PREFIX = "/v1/projects/";
        private static final String SETTINGS_SUFFIX = "/settings";
        private static final Map<String, Route> ROUTES = routes();

        private Table() {}

        private static Map<String, Route> routes() {
            Map<String, Route> routes = new HashMap<>();
            for (String batch : new String[] {"/v1/batch", "/v1/import", "/v1/b"}) {
                routes.put(batch, new Events(Call.BATCH));
            }
            for (EventType type : EventType.values()) {
                Route route = new Events(new Call(type));
                routes.put("/v1/" + type.tag(), route);
                routes.put("/v1/" + type.tag().charAt(0), route);
            }
            routes.put("/v1/m", new Telemetry());
            routes.put("/v1/stream", new Stream());
            return Map.copyOf(routes);
        }
    }

    /** The route of a path as it came, still escaped; null when nothing is there. */
    static @Nullable Route of(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        String plain = path.substring(0, end);
        Route route = Table.ROUTES.get(plain);
        int keyTo = plain.length() - Table.SETTINGS_SUFFIX.length();
        if (route == null
                && keyTo > Table.SETTINGS_PREFIX.length()
                && plain.startsWith(Table.SETTINGS_PREFIX)
                && plain.endsWith(Table.SETTINGS_SUFFIX)) {
            String key = plain.substring(Table.SETTINGS_PREFIX.length(), keyTo);
            return key.indexOf('/') < 0 ? new Settings(key) : null;
        }
        return route;
    }
}
