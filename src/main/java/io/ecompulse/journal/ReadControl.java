package io.ecompulse.journal;

import java.util.OptionalLong;

/** What the stage's side asks of the poll thread. From any thread; done before the next poll. */
interface ReadControl {
    /** Reads a held partition from where the stage's store says, or from its oldest record. */
    void start(PartitionRead read, long run, OptionalLong position);

    /** Stops reading a partition until its next start. */
    void hold(PartitionRead read);
}
