package io.ecompulse.journal;

import io.ecompulse.telemetry.Stage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.List;

/** A journal that says at once that Kafka is away, instead of letting every append find out by waiting for it. */
public final class BreakingJournal implements Journal {
    private final Journal kafka;
    private final Breaker breaker;

    public BreakingJournal(Journal kafka, JournalConfig config, MeterRegistry registry) {
        this.kafka = kafka;
        this.breaker = new Breaker(config.breaker(), registry.config().clock()::monotonicTime);
        Gauge.builder(
                        "ecompulse.journal.breaker.state",
                        breaker,
                        of -> of.state().level())
                .description("0: appends go to Kafka, 1: one probe is on its way, 2: Kafka counts as away")
                .register(registry);
    }

    @Override
    public Future<Durability> append(List<JournalEntry> entries) {
        Breaker.Route route = breaker.route();
        return route == Breaker.Route.AWAY
                ? Future.failedFuture(JournalUnavailable.of(JournalUnavailable.Why.SILENT, "Kafka counts as away"))
                : kafka.append(entries).andThen(answer -> breaker.outcome(route, answer.cause()));
    }

    @Override
    public int recordBytesMax() {
        return kafka.recordBytesMax();
    }

    @Override
    public JournalReader reader(Stage stage, String group, JournalTopic topic) {
        return kafka.reader(stage, group, topic);
    }

    @Override
    public Future<Void> close() {
        return kafka.close();
    }

    /** Whether an append would be tried at Kafka now. */
    boolean wouldTry() {
        return breaker.wouldTry();
    }

    /** Whether Kafka counts as away, or only a probe is on its way there. */
    boolean isAway() {
        return breaker.state() != Breaker.State.CLOSED;
    }
}
