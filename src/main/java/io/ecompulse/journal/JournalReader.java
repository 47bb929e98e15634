package io.ecompulse.journal;

import io.vertx.core.Future;

/**
 * Reads the events topic for one stage in one consumer group: hands over batches, slows down when the stage does, starts
 * each partition where the stage's own store says, and remembers identities inside the deduplication window.
 */
public interface JournalReader extends Settlement {
    /** Joins the group and begins. Call it on the stage's context; completes when subscribed. */
    Future<Void> open(JournalStage stage);

    /** Stops delivery, releases every partition in order, commits what was settled and leaves the group. */
    Future<Void> close();
}
