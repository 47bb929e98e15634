package io.ecompulse.journal;

import io.vertx.core.Future;
import java.util.OptionalLong;

/**
 * A stage that reads the journal. Every call comes on the context that opened the reader, and for one partition one after
 * the other: {@code position}, then {@code take} …, then {@code release}.
 */
public interface JournalStage {
    /**
     * Where this stage reads on, from its own durable store (I3, I4). Empty: it holds nothing of this partition, so reading
     * starts at the oldest record. Failing: asked again after a back-off.
     */
    Future<OptionalLong> position(int partition);

    /**
     * Takes a batch. The next one of the same partition comes only when the future completes. A failure makes the reader
     * release the partition, ask for the position again after a back-off, and read from there: so a stage needs no repair
     * of its own, only a store that tells the truth.
     */
    Future<Void> take(JournalBatch batch);

    /**
     * The partition's reading ends: shutdown, rebalance or fault. With {@code orderly} the stage may still finish and settle
     * what it holds, within the bound of {@code journal.reader.release.timeout}; without, it drops it. Holds nothing of the
     * partition afterwards.
     */
    Future<Void> release(int partition, boolean orderly);
}
