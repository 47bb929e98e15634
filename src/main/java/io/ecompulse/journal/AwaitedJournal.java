package io.ecompulse.journal;

import io.ecompulse.telemetry.Health;
import io.ecompulse.telemetry.Stage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal that could not be opened yet, because Kafka did not answer when the process started: an edge with a spool starts all
 * the same. It is tried again until it opens; until then every append counts as one that Kafka did not answer. For a process
 * that only appends: it has no readers before it has a journal. Thread-safe.
 */
public final class AwaitedJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(AwaitedJournal.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Supplier<Future<KafkaJournal>> open;
    private final Health health;
    private volatile @Nullable KafkaJournal opened;
    private volatile String problem;
    private volatile boolean closed;
    private volatile Future<Void> opening = Future.succeededFuture();

    /**
     * @param open tries to open the journal; asked again some time after it failed
     * @param silence why it failed at first
     */
    public static AwaitedJournal await(
            Vertx vertx, Supplier<Future<KafkaJournal>> open, JournalSetupException silence, Health health) {
        AwaitedJournal journal = new AwaitedJournal(vertx, open, silence, health);
        LOG.warn("{}; going on with the spool alone, trying again every {}", silence.getMessage(), RETRY);
        journal.later();
        return journal;
    }

    private AwaitedJournal(
            Vertx vertx, Supplier<Future<KafkaJournal>> open, JournalSetupException silence, Health health) {
        this.vertx = vertx;
        this.open = open;
        this.health = health;
        this.problem = String.valueOf(silence.getMessage());
        health.register("kafka", false, this::problem);
    }

    @Override
    public Future<Durability> append(List<JournalEntry> entries) {
        KafkaJournal journal = opened;
        return journal == null
                ? Future.failedFuture(JournalUnavailable.of(JournalUnavailable.Why.SILENT, problem))
                : journal.append(entries);
    }

    @Override
    public JournalReader reader(Stage stage, String group, JournalTopic topic) {
        KafkaJournal journal = opened;
        if (journal == null) {
            throw new IllegalStateException("The journal is not open: " + problem);
        }
        return journal.reader(stage, group, topic);
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return opening.eventually(() -> {
            KafkaJournal journal = opened;
            return journal == null ? Future.succeededFuture() : journal.close();
        });
    }

    /** What is wrong with Kafka, in a sentence; null when all is well. */
    public @Nullable String problem() {
        KafkaJournal journal = opened;
        return journal == null ? problem : journal.problem();
    }

    private void later() {
        if (!closed) {
            vertx.setTimer(RETRY.toMillis(), due -> opening = closed ? Future.succeededFuture() : again());
        }
    }

    private Future<Void> again() {
        return open.get()
                .<Void>map(journal -> {
                    LOG.info("Kafka answers; the journal is open");
                    opened = journal;
                    health.register("kafka", false, this::problem); // The opened one made itself critical.
                    return null;
                })
                .recover(fault -> {
                    // A topic that is missing, say, has to be set right; meanwhile the spool goes on.
                    String why = String.valueOf(fault.getMessage());
                    if (!why.equals(problem)) {
                        LOG.warn("The journal cannot be opened yet: {}", why);
                    }
                    problem = why;
                    later();
                    return Future.succeededFuture();
                });
    }
}
