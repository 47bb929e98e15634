package io.ecompulse.edge;

import io.ecompulse.event.EventType;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** What a path means. */
sealed interface Route {
    /** The only method it answers, besides a preflight. */
    default HttpMethod method() {
        return HttpMethod.POST;
    }

    /**
     * Events.
     *
     * @param type of the one event that is the body; null when the path names none
     */
    record Events(Dialect dialect, @Nullable EventType type) implements Route {
        @Override
        public HttpMethod method() {
            return dialect.method();
        }
    }

    /** A library's telemetry about itself: thanked for and dropped. */
    record Telemetry() implements Route {}

    /** What Segment's libraries ask before they send anything. */
    record Settings(String key) implements Route {
        @Override
        public HttpMethod method() {
            return HttpMethod.GET;
        }
    }

    /** What RudderStack's browser library asks before it sends anything. */
    record SourceConfig() implements Route {
        @Override
        public HttpMethod method() {
            return HttpMethod.GET;
        }
    }

    /** What PostHog's browser library asks before it sends: as JSON, or as a script that holds it. */
    record PostHogConfig(String token, boolean script) implements Route {
        @Override
        public HttpMethod method() {
            return HttpMethod.GET;
        }
    }

    /** What PostHog's libraries ask about feature flags: there are none. */
    record PostHogFlags() implements Route {}

    /** Our WebSocket. */
    record Stream() implements Route {
        @Override
        public HttpMethod method() {
            return HttpMethod.GET;
        }
    }
}
