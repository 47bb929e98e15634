package io.ecompulse.journal;

import java.util.concurrent.CompletableFuture;

/** What the poll thread tells the stage's side. Called on the poll thread; must not block it. */
interface PollEvents {
    /** A partition is ours; it is held until {@code control} is asked to start it. */
    void assigned(PartitionRead read, ReadControl control);

    /** A partition is no longer ours; completes when the stage holds nothing of it. */
    CompletableFuture<Void> ended(PartitionRead read, boolean orderly);

    /** Reading could not start, or not go on; the partition is held. */
    void broke(PartitionRead read, long run, Exception fault);

    /** Reading must not start, and waiting does not help: an operator has to look. The partition is held. */
    void stopped(PartitionRead read, long run, String problem);
}
