package io.ecompulse.lake;

import static io.ecompulse.lake.TestEvents.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JobLeaseTest {
    private static final Duration LENGTH = Duration.ofMinutes(10);

    private final MemoryLakeStore store = new MemoryLakeStore();
    private final ManualClock clock = new ManualClock(NOON);

    @Test
    void oneJobHasItUntilItGivesItBack() throws Exception {
        JobLease one = take("one");

        assertThatThrownBy(() -> take("two"))
                .isInstanceOf(JobLease.Taken.class)
                .hasMessage("another such job has this lake, until 2026-11-23T12:10:00Z at the latest");
        one.close();

        assertThatCode(() -> take("two")).doesNotThrowAnyException();
    }

    @Test
    void oneThatDiedKeepsOthersAwayForAsLongAsItSaid() throws Exception {
        take("dead");

        clock.advance(LENGTH.minusMillis(1));
        assertThatThrownBy(() -> take("two")).isInstanceOf(JobLease.Taken.class);
        clock.advance(Duration.ofMillis(1));

        assertThatCode(() -> take("two")).doesNotThrowAnyException();
    }

    @Test
    void oneThatWorksOnKeepsIt() throws Exception {
        JobLease one = take("one");
        for (int i = 0; i < 5; i++) {
            clock.advance(LENGTH.dividedBy(2).plusMillis(1));
            one.renew();
        }

        assertThatThrownBy(() -> take("two")).isInstanceOf(JobLease.Taken.class);
        assertThat(names()).hasSize(1);
    }

    @Test
    void oneThatPausedForTooLongIsToldHoweverManyCameAfterIt() throws Exception {
        for (int others = 1; others <= 3; others++) {
            JobLease paused = take("paused");
            clock.advance(LENGTH);
            for (int i = 0; i < others; i++) {
                JobLease other = take("other");
                if (i < others - 1) {
                    other.close();
                }
            }

            assertThatThrownBy(paused::renew).as("after %d", others).isInstanceOf(JobLease.Taken.class);
            paused.close();
            clock.advance(LENGTH);
        }
    }

    @Test
    void oneThatLostItGivesNothingBack() throws Exception {
        JobLease lost = take("lost");
        clock.advance(LENGTH);
        take("other");
        List<String> held = names();

        assertThatThrownBy(lost::renew).isInstanceOf(JobLease.Taken.class);
        lost.close();

        assertThat(names()).isEqualTo(held);
        assertThatThrownBy(() -> take("third")).isInstanceOf(JobLease.Taken.class);
    }

    @Test
    void aRenewalWhoseAnswerWasLostIsKnownAgain() throws Exception {
        CutLakeStore lossy = new CutLakeStore(store, 1, true);
        JobLease one = JobLease.take(lossy, "compact", "one", LENGTH, clock);
        clock.advance(LENGTH.minusMillis(1));
        assertThatThrownBy(one::renew).hasMessageContaining("cut after");
        lossy.heal();
        clock.advance(Duration.ofSeconds(1));

        assertThatCode(one::renew).doesNotThrowAnyException();
        one.close();

        assertThatCode(() -> take("two")).doesNotThrowAnyException();
    }

    @Test
    void aFaultWhenItIsGivenBackFailsNoJob() throws Exception {
        JobLease one = JobLease.take(new CutLakeStore(store, 1, false), "compact", "one", LENGTH, clock);

        assertThatCode(one::close).doesNotThrowAnyException();

        assertThatThrownBy(() -> take("two")).isInstanceOf(JobLease.Taken.class);
        clock.advance(LENGTH);
        assertThatCode(() -> take("two")).doesNotThrowAnyException();
    }

    @Test
    void ofTwoAtOnceOneHasIt() throws Exception {
        take("dead");
        clock.advance(LENGTH);
        List<JobLease> first = new ArrayList<>();
        CutLakeStore racing = CutLakeStore.whole(store);
        racing.meanwhile = path -> {
            if (first.isEmpty()) {
                first.add(take("quicker"));
            }
        };

        assertThatThrownBy(() -> JobLease.take(racing, "compact", "slower", LENGTH, clock))
                .isInstanceOf(JobLease.Taken.class)
                .hasMessage("another such job took this lake");
        assertThatCode(first.get(0)::renew).doesNotThrowAnyException();
    }

    @Test
    void jobsOfAnotherKindAreNotKeptAway() throws Exception {
        take("one");

        assertThatCode(() -> JobLease.take(store, "other", "two", LENGTH, clock))
                .doesNotThrowAnyException();
    }

    private JobLease take(String owner) throws IOException {
        return JobLease.take(store, "compact", owner, LENGTH, clock);
    }

    private List<String> names() {
        return store.list("_jobs/compact/", "_jobs/compact/");
    }
}
