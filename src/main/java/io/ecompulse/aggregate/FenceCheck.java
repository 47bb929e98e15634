package io.ecompulse.aggregate;

import io.ecompulse.aggregate.AggregateMeters.Step;
import io.ecompulse.journal.JournalReader;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Looks whether the store still holds what was counted, for the partitions at rest: where nothing comes in, no delta would ever
 * find out that the store was flushed or went back. What it finds is cured by reading again, as everything else is.
 */
final class FenceCheck {
    private final AggregateStage stage;
    private final AggregateStore store;
    private final JournalReader reader;
    private final AggregateMeters meters;
    private final Set<Integer> asking = new HashSet<>();

    FenceCheck(AggregateStage stage, AggregateStore store, JournalReader reader, AggregateMeters meters) {
        this.stage = stage;
        this.store = store;
        this.reader = reader;
        this.meters = meters;
    }

    /** On the stage's context. One question per partition at a time, however long the store takes. */
    void run() {
        stage.resting().forEach((partition, stood) -> {
            if (asking.add(partition)) {
                ask(partition, stood);
            }
        });
    }

    private void ask(int partition, long stood) {
        store.position(partition).onComplete(answer -> {
            asking.remove(partition);
            if (answer.failed()) {
                meters.error(Step.CHECK); // The next look, or the next connection, asks again.
            } else if (isBehind(answer.result(), stood) && stage.isResting(partition, stood)) {
                String stands = answer.result().isEmpty()
                        ? "are gone"
                        : "stand at " + answer.result().getAsLong();
                reader.rewind(
                        partition, "numbers of partition " + partition + " " + stands + ", they had reached " + stood);
            }
        });
    }

    /** One that is ahead belongs to another process; the next delta is refused there. */
    private static boolean isBehind(OptionalLong position, long stood) {
        return position.isEmpty() || position.getAsLong() < stood;
    }
}
