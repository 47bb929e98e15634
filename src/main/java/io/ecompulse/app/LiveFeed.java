package io.ecompulse.app;

import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Consumer;

/** Something that tells a subscriber, about once a second, what the live page shows. */
@FunctionalInterface
interface LiveFeed {
    /**
     * Subscribes {@code reader} to a source's snapshots, each a JSON text on the caller's context. Fails when there are too
     * many readers, or nothing to tell.
     */
    Future<Following> subscribe(String source, Consumer<String> reader);

    /** A subscription. */
    interface Following {
        /**
         * Lets the next snapshots list only some of the last events.
         *
         * @throws IllegalArgumentException with a sentence for whoever asked, when the filter is wrong
         */
        void filter(Map<String, String> filter);

        void end();
    }
}
