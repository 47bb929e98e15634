package io.ecompulse.app;

import io.vertx.core.Future;
import java.util.function.Consumer;

/** Something that tells a subscriber, about once a second, what the live page shows. */
@FunctionalInterface
interface LiveFeed {
    /**
     * Subscribes {@code reader} to a source's snapshots, each a JSON text on the caller's context; running the answer ends
     * it. Fails when there are too many readers, or nothing to tell.
     */
    Future<Runnable> subscribe(String source, Consumer<String> reader);
}
