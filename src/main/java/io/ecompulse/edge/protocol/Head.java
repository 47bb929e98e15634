package io.ecompulse.edge.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request line and headers around a body, as far as a client language puts something of an event there. */
public interface Head {
    /** A head that says nothing. */
    Head NONE = new Head() {
        @Override
        public @Nullable String header(String name) {
            return null;
        }

        @Override
        public Iterable<Map.Entry<String, String>> headers() {
            return List.of();
        }

        @Override
        public String query() {
            return "";
        }

        @Override
        public long receivedMillis() {
            return 0;
        }
    };

    /** The first header with this name, whatever its case; null when there is none. */
    @Nullable
    String header(String name);

    Iterable<Map.Entry<String, String>> headers();

    /** What stands behind the question mark, still escaped; empty when nothing does. */
    String query();

    /** When the request came, in milliseconds since 1970 UTC. */
    long receivedMillis();
}
