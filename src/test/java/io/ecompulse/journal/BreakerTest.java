package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.journal.Breaker.Route;
import io.ecompulse.journal.Breaker.State;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerTest {
    private static final BreakerConfig CONFIG =
            new BreakerConfig(Duration.ofSeconds(3), Duration.ofSeconds(30), 20, 50, Duration.ofSeconds(5));

    private final AtomicLong nanos = new AtomicLong(-7);
    private final Breaker breaker = new Breaker(CONFIG, nanos::get);

    @Test
    void staysClosedWhileErrorsAreOneBelowTheirShare() {
        outcomes(11, null);
        outcomes(10, refused());

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(breaker.route()).isEqualTo(Route.KAFKA);
    }

    @Test
    void opensWhenErrorsReachTheirShare() {
        outcomes(11, null);
        outcomes(11, refused());

        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.route()).isEqualTo(Route.AWAY);
    }

    @Test
    void doesNotJudgeByErrorsBeforeThereAreEnoughSamples() {
        outcomes(19, refused());
        assertThat(breaker.state()).isEqualTo(State.CLOSED);

        outcomes(1, refused());
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void forgetsErrorsThatAreOlderThanTheWindow() {
        outcomes(19, refused());
        pass(Duration.ofSeconds(34));

        outcomes(19, refused());
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        outcomes(1, refused());
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void oneSilentAppendOpensItAtOnce() {
        breaker.outcome(breaker.route(), JournalUnavailable.of(JournalUnavailable.Why.SILENT, "no answer"));

        assertThat(breaker.route()).isEqualTo(Route.AWAY);
    }

    @ParameterizedTest
    @EnumSource(
            value = JournalUnavailable.Why.class,
            names = {"OVERLOADED", "UNFIT", "SPOOL_FULL", "SPOOL_FAILING"})
    void whatIsNotKafkasFaultNeverOpensIt(JournalUnavailable.Why why) {
        outcomes(1000, JournalUnavailable.of(why, "ours"));

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void letsASingleProbeThroughAfterTheCoolDown() {
        open();

        pass(Duration.ofSeconds(5).minusNanos(1));
        assertThat(breaker.wouldTry()).isFalse();
        assertThat(breaker.route()).isEqualTo(Route.AWAY);
        pass(Duration.ofNanos(1));
        assertThat(breaker.wouldTry()).isTrue();
        assertThat(breaker.route()).isEqualTo(Route.PROBE);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);

        assertThat(breaker.wouldTry()).isFalse();
        assertThat(breaker.route()).isEqualTo(Route.AWAY);
    }

    @Test
    void closesWhenTheProbeIsAcknowledgedAndStartsToCountAnew() {
        open();
        pass(Duration.ofSeconds(5));
        breaker.outcome(breaker.route(), null);

        assertThat(breaker.route()).isEqualTo(Route.KAFKA);
        outcomes(19, refused());
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aProbeWhoseRecordIsUnfitLetsTheOthersTry() {
        open();
        pass(Duration.ofSeconds(5));
        breaker.outcome(breaker.route(), JournalUnavailable.of(JournalUnavailable.Why.UNFIT, "too large"));

        assertThat(breaker.route()).isEqualTo(Route.KAFKA);
    }

    @ParameterizedTest
    @EnumSource(value = JournalUnavailable.Why.class, mode = EnumSource.Mode.EXCLUDE, names = "UNFIT")
    void aProbeThatFailsForWhateverReasonOpensItForAnotherCoolDown(JournalUnavailable.Why why) {
        open();
        pass(Duration.ofSeconds(5));
        breaker.outcome(breaker.route(), JournalUnavailable.of(why, "not yet"));

        assertThat(breaker.state()).isEqualTo(State.OPEN);
        pass(Duration.ofSeconds(5).minusNanos(1));
        assertThat(breaker.route()).isEqualTo(Route.AWAY);
        pass(Duration.ofNanos(1));
        assertThat(breaker.route()).isEqualTo(Route.PROBE);
    }

    @Test
    void whatWasSentBeforeItOpenedDecidesNothing() {
        Route before = breaker.route();
        open();

        breaker.outcome(before, null);
        assertThat(breaker.state()).isEqualTo(State.OPEN);

        pass(Duration.ofSeconds(5));
        Route probe = breaker.route();
        breaker.outcome(before, refused());
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        breaker.outcome(probe, null);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aProbeThatNobodyReportsIsReplaced() {
        open();
        pass(Duration.ofSeconds(5));
        assertThat(breaker.route()).isEqualTo(Route.PROBE);

        pass(Duration.ofSeconds(11).minusNanos(1));
        assertThat(breaker.route()).isEqualTo(Route.AWAY);
        pass(Duration.ofNanos(1));
        assertThat(breaker.route()).isEqualTo(Route.PROBE);
    }

    private void open() {
        breaker.outcome(breaker.route(), JournalUnavailable.of(JournalUnavailable.Why.SILENT, "no answer"));
    }

    private void outcomes(int count, @Nullable JournalUnavailable fault) {
        for (int i = 0; i < count; i++) {
            breaker.outcome(breaker.route(), fault);
        }
    }

    private static JournalUnavailable refused() {
        return JournalUnavailable.failed("refused", new IllegalStateException());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
