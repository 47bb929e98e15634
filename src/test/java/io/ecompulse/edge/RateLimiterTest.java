package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.config.Rate;
import io.ecompulse.edge.RateLimiter.Allowance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {
    private static final Rate RATE = new Rate(10, 50);

    private final AtomicLong nanos = new AtomicLong();
    private final RateLimiter limiter = new RateLimiter(nanos::get);

    @Test
    void grantsTheBurstAndNotOneEventMore() {
        assertThat(take(50)).isEqualTo(new Allowance(true, 50, 0, Duration.ofSeconds(5)));

        assertThat(take(1)).isEqualTo(new Allowance(false, 50, 0, Duration.ofMillis(100)));
    }

    @Test
    void takesNothingWhenItRefuses() {
        take(45);

        assertThat(take(6)).isEqualTo(new Allowance(false, 50, 5, Duration.ofMillis(100)));
        assertThat(take(5).isGranted()).isTrue();
    }

    @Test
    void grantsAgainWhenTheTimeThatItToldIsOverAndNotBefore() {
        take(50);
        Duration wait = take(7).until();
        assertThat(wait).isEqualTo(Duration.ofMillis(700));

        nanos.addAndGet(wait.toNanos() - 1);
        assertThat(take(7).isGranted()).isFalse();
        nanos.addAndGet(1);
        assertThat(take(7).isGranted()).isTrue();
    }

    @Test
    void aRaisedRateMakesUpSoonerForWhatWasTakenBefore() {
        take(50);
        Rate raised = new Rate(1_000, 50);

        assertThat(limiter.take("shop", raised, 50).until()).isEqualTo(Duration.ofMillis(50));
        nanos.addAndGet(Duration.ofMillis(50).toNanos());
        assertThat(limiter.take("shop", raised, 50).isGranted()).isTrue();
    }

    @Test
    void savesNoMoreThanTheBurst() {
        nanos.addAndGet(Duration.ofDays(3).toNanos());

        assertThat(take(50).isGranted()).isTrue();
        assertThat(take(1).isGranted()).isFalse();
    }

    @Test
    void aBatchAboveTheBurstIsGrantedWhenFullAndMadeUpForAfterwards() {
        assertThat(take(200)).isEqualTo(new Allowance(true, 50, 0, Duration.ofSeconds(20)));

        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(take(1)).isEqualTo(new Allowance(false, 50, 0, Duration.ofMillis(100)));
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(take(200).isGranted()).isTrue();
    }

    @Test
    void eachSourceHasABucketOfItsOwn() {
        take(50);

        assertThat(limiter.take("other", RATE, 50).isGranted()).isTrue();
    }

    @Test
    void aChangedRateCountsFromNowOn() {
        take(50);

        assertThat(limiter.take("shop", new Rate(10, 51), 1).isGranted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 1_000_000_000L, Long.MIN_VALUE, -1})
    void aClockThatWrapsIsNoMatter(long start) {
        nanos.set(start);
        take(50);

        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(take(20).isGranted()).isTrue();
        assertThat(take(1).isGranted()).isFalse();
    }

    @Test
    void manyLoopsTogetherGetNoMoreThanOne() {
        AtomicInteger granted = new AtomicInteger();

        IntStream.range(0, 400).parallel().forEach(i -> granted.addAndGet(take(1).isGranted() ? 1 : 0));

        assertThat(granted).hasValue(50);
    }

    /** Whatever is asked for and when: no more is granted than the burst and what the time between brought. */
    @Property(tries = 200)
    void neverGrantsMoreThanTheRate(
            @ForAll @IntRange(min = 1, max = Rate.EVENTS_PER_SECOND_MAX) int perSecond,
            @ForAll @IntRange(min = 1, max = 1_000_000) int burst,
            @ForAll List<@LongRange(max = 2_000_000_000L) Long> steps) {
        AtomicLong clock = new AtomicLong();
        RateLimiter fresh = new RateLimiter(clock::get);
        double granted = 0;
        for (long step : steps) {
            clock.addAndGet(step);
            int asked = 1 + (int) (step % burst);
            granted += fresh.take("shop", new Rate(perSecond, burst), asked).isGranted() ? asked : 0;
        }
        assertThat(granted).isLessThanOrEqualTo(burst + clock.get() * 1e-9 * perSecond + 1e-6);
    }

    private Allowance take(int events) {
        return limiter.take("shop", RATE, events);
    }
}
