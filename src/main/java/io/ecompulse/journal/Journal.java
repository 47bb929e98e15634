package io.ecompulse.journal;

import io.ecompulse.telemetry.Stage;
import io.vertx.core.Future;
import java.util.List;

/** Where events become durable, and where stages read them. */
public interface Journal {
    /**
     * Appends entries in order. The future completes on the caller's context, only after every entry is acknowledged by all
     * in-sync replicas (I1). It fails with {@link JournalUnavailable} when that is not known for each of them: some may have
     * landed, so the caller answers "retry" and identities make it once.
     */
    Future<Durability> append(List<JournalEntry> entries);

    /**
     * As {@link #append(List)}, but what Kafka does not acknowledge may be kept elsewhere and brought to Kafka later.
     *
     * @param least the weakest durability that may be answered; a stronger one always may
     */
    default Future<Durability> append(List<JournalEntry> entries, Durability least) {
        return append(entries);
    }

    /**
     * Makes a reader for a consumer group, not yet reading. Open it from the context on which the stage wants its calls.
     *
     * @param stage who reads, for metrics and health
     * @param group the consumer group
     * @param topic what is read; of the failed topic each record is one of its own, and comes with its headers
     */
    JournalReader reader(Stage stage, String group, JournalTopic topic);

    /** A reader of the events topic. */
    default JournalReader reader(Stage stage, String group) {
        return reader(stage, group, JournalTopic.EVENTS);
    }

    /** What one entry may weigh, in bytes; a larger one is acknowledged by nobody. */
    default int recordBytesMax() {
        return Integer.MAX_VALUE;
    }

    /** Flushes what was appended and closes the producer, within a bound. */
    Future<Void> close();
}
