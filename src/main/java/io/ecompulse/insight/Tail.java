package io.ecompulse.insight;

import io.ecompulse.aggregate.AggregateReads;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The last events of a source, whatever became of them: those that were counted from Redis, those that failed from Kafka. */
final class Tail {
    private final AggregateReads reads;
    private final FailedTail failed;
    private final int max;

    /** @param max of each of the two kinds */
    Tail(AggregateReads reads, FailedTail failed, int max) {
        this.reads = reads;
        this.failed = failed;
        this.max = max;
    }

    /** The newest first. */
    Future<List<TailEvent.Found>> newest(@Nullable String source) {
        return reads.recent(source, max)
                .map(counted -> Stream.concat(counted.stream().map(TailEvent.Found::of), failed.newest(source).stream())
                        .sorted(FailedTail.NEWEST_FIRST)
                        .toList());
    }
}
