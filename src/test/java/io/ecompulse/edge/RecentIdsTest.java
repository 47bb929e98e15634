package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentIdsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RecentIds recent = new RecentIds(3, Duration.ofNanos(100), nanos::get);

    @Test
    void knowsAnIdWithinItsSourceOnly() {
        recent.remember(List.of(id("a", "1")));

        assertThat(recent.contains(id("a", "1"))).isTrue();
        assertThat(recent.contains(id("b", "1"))).isFalse();
        assertThat(recent.contains(id("a", "2"))).isFalse();
    }

    @Test
    void takesOtherContentUnderAKnownIdForAnotherEvent() {
        recent.remember(List.of(new RecentIds.Id("a", "1", 7)));

        assertThat(recent.contains(new RecentIds.Id("a", "1", 8))).isFalse();
        assertThat(recent.contains(new RecentIds.Id("a", "1", 7))).isTrue();
    }

    @Test
    void forgetsAtItsAge() {
        recent.remember(List.of(id("a", "1")));

        nanos.set(99);
        assertThat(recent.contains(id("a", "1"))).isTrue();
        nanos.set(100);
        assertThat(recent.contains(id("a", "1"))).isFalse();
    }

    @Test
    void givesBackTheRoomOfWhatItForgot() {
        recent.remember(List.of(id("a", "1"), id("a", "2")));
        nanos.set(100);
        recent.remember(List.of(id("a", "3")));

        assertThat(recent.size()).isEqualTo(1);
    }

    @Test
    void holdsNoMoreThanItsBoundAndForgetsTheOldestFirst() {
        recent.remember(List.of(id("a", "1"), id("a", "2"), id("a", "3")));
        assertThat(recent.contains(id("a", "1"))).isTrue();

        recent.remember(List.of(id("a", "4")));

        assertThat(recent.size()).isEqualTo(3);
        assertThat(recent.contains(id("a", "1"))).isFalse();
        assertThat(recent.contains(id("a", "2"))).isTrue();
    }

    @Test
    void anIdThatIsAcknowledgedAgainIsYoungAgain() {
        recent.remember(List.of(id("a", "1"), id("a", "2"), id("a", "3")));
        nanos.set(50);
        recent.remember(List.of(id("a", "1"), id("a", "4")));

        assertThat(recent.contains(id("a", "1"))).isTrue();
        assertThat(recent.contains(id("a", "2"))).isFalse();
    }

    @Test
    void remembersNothingWhenItIsOff() {
        RecentIds off = new RecentIds(0, Duration.ofSeconds(1), nanos::get);

        off.remember(List.of(id("a", "1")));

        assertThat(off.contains(id("a", "1"))).isFalse();
    }

    private static RecentIds.Id id(String source, String id) {
        return new RecentIds.Id(source, id, 1);
    }
}
