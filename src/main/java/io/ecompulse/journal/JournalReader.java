package io.ecompulse.journal;

import io.vertx.core.Future;

/**
 * Reads a topic for one stage in one consumer group: hands over batches, slows down when the stage does, starts
 * each partition where the stage's own store says, and remembers the identities
 * of events inside the deduplication window.
 */
public interface JournalReader extends Settlement {
    /** Joins the group and begins. Call it on the stage's context; completes when subscribed. */
    Future<Void> open(JournalStage stage);

    /**
     * The stage noticed, with no batch at hand to fail, that its store went back: the partition is released and read again
     * from the position that the stage names then, after a batch that is being taken. Ignored for a partition that is not
     * held or whose position is about to be asked anyway, so twice is once. From any thread.
     *
     * @param why what the store says, for the log
     */
    void rewind(int partition, String why);

    /** Stops delivery, releases every partition in order, commits what was settled and leaves the group. */
    Future<Void> close();
}
