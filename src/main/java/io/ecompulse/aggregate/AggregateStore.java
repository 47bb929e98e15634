package io.ecompulse.aggregate;

import io.vertx.core.Future;
import java.util.OptionalLong;

/** Where numbers are kept, together with the position up to which each partition stands in them. */
interface AggregateStore {
    /** Where the partition reads on; empty when the store holds nothing of it. */
    Future<OptionalLong> position(int partition);

    /**
     * Lets readers know that numbers of the partition are missing until its position reaches {@code until} again. Changes no
     * position, and means nothing when another process got there already.
     */
    Future<Void> rebuilding(int partition, long until);

    /**
     * Adds the whole delta and moves the position to its end, or does nothing: it is refused unless it starts at the
     * position (I4). A failure says nothing about whether it was added; only the position does.
     */
    Future<Verdict> apply(Delta delta);

    /** What became of a delta. */
    sealed interface Verdict {
        /** It was added. */
        record Applied() implements Verdict {}

        /** The position is another. */
        record Refused(long position) implements Verdict {}

        /** Numbers are built anew, elsewhere in the store; where they stand has to be asked. */
        record Moved() implements Verdict {}

        /** There is no position although there was one: the store lost its numbers. */
        record Lost() implements Verdict {}
    }
}
