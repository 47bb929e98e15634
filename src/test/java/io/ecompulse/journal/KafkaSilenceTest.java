package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KafkaSilenceTest {
    private static final Duration MAX = Duration.ofSeconds(15);

    private long now = 42;
    private final KafkaSilence silence = new KafkaSilence(MAX, () -> now);

    @Test
    void isWellAtItsBoundAndIllBeyond() {
        pass(MAX);
        assertThat(silence.problem()).isNull();
        now++;
        assertThat(silence.problem()).startsWith("Kafka has not answered for 15 s");
    }

    @Test
    void isWellAgainWithAnAnswerToAProbe() {
        pass(MAX.plusSeconds(1));
        silence.answered();

        assertThat(silence.problem()).isNull();
    }

    @Test
    void doesNotMindRefusalsForAShortTime() {
        silence.refused(new IllegalStateException("hiccup"));
        pass(MAX);
        silence.answered();
        silence.refused(new IllegalStateException("hiccup"));

        assertThat(silence.problem()).isNull();
    }

    @Test
    void isIllWhenNothingButRefusalsCameForLong() {
        silence.refused(new IllegalStateException("too few replicas"));
        pass(MAX.plusSeconds(1));
        silence.answered();
        silence.refused(new IllegalStateException("too few replicas"));

        assertThat(silence.problem()).contains("no append for 16 s").contains("too few replicas");
    }

    @Test
    void forgetsRefusalsSoThatNewTrafficCanProveItWell() {
        silence.refused(new IllegalStateException("too few replicas"));
        pass(MAX);
        silence.refused(new IllegalStateException("too few replicas"));
        pass(MAX.plusSeconds(1));
        silence.answered();

        assertThat(silence.problem()).isNull();
    }

    @Test
    void oneAcknowledgementEndsTheRefusals() {
        silence.refused(new IllegalStateException("too few replicas"));
        pass(MAX.plusSeconds(1));
        silence.acknowledged();
        silence.refused(new IllegalStateException("again"));

        assertThat(silence.problem()).isNull();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
