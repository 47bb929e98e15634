package io.ecompulse.edge;

import io.ecompulse.event.EventType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every path of the public listener. Trailing slashes are allowed everywhere, since real libraries send them; nothing redirects. */
final class Routes {
    private static final String SETTINGS_PREFIX = "/v1/projects/";
    private static final String SETTINGS_SUFFIX = "/settings";
    private static final String ARRAY_PREFIX = "/array/";

    /** By path without trailing slashes. */
    private final Map<String, Route> routes = new HashMap<>();

    /** @param snowplowPaths where Snowplow's trackers post, without trailing slashes */
    Routes(List<String> snowplowPaths) {
        events(Dialect.SEGMENT, "/v1/batch", "/v1/import", "/v1/b");
        events(Dialect.RUDDERSTACK, "/beacon/v1/batch");
        events(Dialect.BEACON, "/v1/beacon");
        events(Dialect.PIXEL, "/v1/pixel.gif");
        events(Dialect.CLOUDEVENTS, "/events");
        events(Dialect.POSTHOG, "/e", "/i/v0/e", "/batch", "/capture");
        events(Dialect.SNOWPLOW, snowplowPaths.toArray(new String[0]));
        events(Dialect.SNOWPLOW_IMAGE, "/i");
        for (EventType type : EventType.values()) {
            Route segment = new Route.Events(Dialect.SEGMENT, type);
            Route jitsu = new Route.Events(Dialect.JITSU, type);
            routes.put("/v1/" + type.tag(), segment);
            routes.put("/v1/" + type.tag().charAt(0), segment);
            routes.put("/api/s/" + type.tag(), jitsu);
            routes.put("/api/s/s2s/" + type.tag(), jitsu);
        }
        routes.put("/v1/m", new Route.Telemetry());
        routes.put("/v1/stream", new Route.Stream());
        routes.put("/flags", new Route.PostHogFlags());
        routes.put("/decide", new Route.PostHogFlags());
        routes.put("/sourceConfig", new Route.SourceConfig());
    }

    private void events(Dialect dialect, String... paths) {
        for (String path : paths) {
            routes.put(path, new Route.Events(dialect, null));
        }
    }

    /** The route of a path as it came, still escaped; null when nothing is there. */
    @Nullable
    Route of(String path) {
        String plain = plain(path);
        Route route = routes.get(plain);
        return route == null ? keyed(plain) : route;
    }

    private static String plain(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** A route with somebody's key in it. */
    private static @Nullable Route keyed(String plain) {
        String key = between(SETTINGS_PREFIX, plain, SETTINGS_SUFFIX);
        String script = between(ARRAY_PREFIX, plain, "/config.js");
        String config = between(ARRAY_PREFIX, plain, "/config");
        if (key != null) {
            return new Route.Settings(key);
        }
        if (script != null) {
            return new Route.PostHogConfig(script, true);
        }
        return config == null ? null : new Route.PostHogConfig(config, false);
    }

    /** The one path segment that stands between two others, or null. */
    private static @Nullable String between(String prefix, String path, String suffix) {
        int to = path.length() - suffix.length();
        if (to <= prefix.length() || !path.startsWith(prefix) || !path.endsWith(suffix)) {
            return null;
        }
        String segment = path.substring(prefix.length(), to);
        return segment.indexOf('/') < 0 ? segment : null;
    }
}
