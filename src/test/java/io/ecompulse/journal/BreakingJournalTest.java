package io.ecompulse.journal;

import static io.ecompulse.journal.Journals.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.JournalUnavailable.Why;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakingJournalTest {
    private final MockClock time = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, time);
    private final ScriptedJournal kafka = new ScriptedJournal();
    private final BreakingJournal journal = new BreakingJournal(kafka, Journals.config(), registry);

    @Test
    void saysAtOnceThatKafkaIsAwayOnceItWasSilent() {
        kafka.failWith(Why.SILENT);

        append("1");
        Future<Durability> second = append("2");

        assertThat(second.cause())
                .isInstanceOfSatisfying(
                        JournalUnavailable.class,
                        fault -> assertThat(fault.why()).isEqualTo(Why.SILENT));
        assertThat(kafka.appends()).containsExactly(List.of("1"));
        assertThat(journal.isAway()).isTrue();
        assertThat(state()).isEqualTo(2);
    }

    @Test
    void goesOnWhenTheProbeIsAcknowledged() {
        kafka.failWith(Why.SILENT);
        append("1");
        kafka.recover();
        assertThat(journal.wouldTry()).isFalse();
        time.add(Duration.ofSeconds(5));

        assertThat(journal.wouldTry()).isTrue();
        assertThat(append("2").result()).isEqualTo(Durability.JOURNAL);
        assertThat(append("3").result()).isEqualTo(Durability.JOURNAL);
        assertThat(journal.isAway()).isFalse();
        assertThat(state()).isZero();
    }

    private Future<Durability> append(String id) {
        return journal.append(List.of(event("v", id)));
    }

    private double state() {
        return registry.get("ecompulse.journal.breaker.state").gauge().value();
    }
}
