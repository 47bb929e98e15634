package io.ecompulse.app;

import java.util.function.Consumer;

/** Something that tells a subscriber, about once a second, what the live page shows. */
@FunctionalInterface
interface LiveFeed {
    /** Subscribes {@code reader} to a source's snapshots, each a JSON text; running the answer ends it. */
    Runnable subscribe(String source, Consumer<String> reader);
}
