package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.Test;

/** How the poll thread gives partitions up, and what it commits for whoever comes next. */
class PollThreadHandoverTest extends PolledLog {
    @Test
    void startsNothingForAnAssignmentThatIsOver() {
        consumer.append(P0, 0, 10, 0);
        assign(P0);
        PartitionRead over = reads.get(0);
        assign(P1);
        assign(P0);

        thread.start(over, 7, OptionalLong.of(0));
        thread.hold(over);

        assertThat(poll()).isEmpty();
        assertThat(trace)
                .containsExactly("assigned t-0", "ended t-0 true", "assigned t-1", "ended t-1 true", "assigned t-0");
    }

    @Test
    void givesAPartitionUpOnlyWhenTheStageHasLetGo() {
        assign(P0);
        release = new CompletableFuture<>();
        Thread poller = Thread.currentThread();
        Thread stage = new Thread(() -> {
            await().until(() -> poller.getState() == Thread.State.TIMED_WAITING);
            trace.add("let go");
            release.complete(null);
        });
        consumer.onRevoked = stage::start;

        assign(P1);

        assertThat(trace).containsSubsequence("ended t-0 true", "let go", "assigned t-1");
    }

    @Test
    void givesAPartitionUpAfterTheBoundWhateverTheStageDoes() {
        thread = thread("journal.reader.release.timeout", "50ms");
        assign(P0);
        release = new CompletableFuture<>();

        assign(P1);

        assertThat(trace).containsExactly("assigned t-0", "ended t-0 true", "assigned t-1");
        assertThat(errors(ReadStep.RELEASE)).isEqualTo(1);
    }

    @Test
    void waitsForNobodyWhenAPartitionIsLost() {
        assign(P0);
        release = new CompletableFuture<>();

        thread.onPartitionsLost(List.of(P0));

        assertThat(trace).endsWith("ended t-0 false");
    }

    @Test
    void pollsNeverAgainOnceAnotherMemberHasItsInstanceId() {
        assign(P0);
        consumer.append(P0, 0, 10, 0);
        thread.start(reads.get(0), 1, OptionalLong.of(0));
        consumer.setPollException(new FencedInstanceIdException("another one has registered"));

        assertThat(poll()).isEmpty();
        assertThat(poll()).isEmpty();
        thread.closing();

        assertThat(trace).containsExactly("assigned t-0", "ended t-0 false");
        assertThat(thread.problem()).contains("journal.reader.instance.id");
        assertThat(errors(ReadStep.POLL)).isEqualTo(1);
        assertThat(consumer.commits).isEmpty();
    }

    @Test
    void commitsOnlyWhatWasSettledAndOnlyOnce() {
        thread = thread("journal.reader.commit.interval", "5s");
        assign(P0, P1);
        poll();
        thread.settled(0, 5);
        pass(Duration.ofSeconds(5));
        poll();
        pass(Duration.ofSeconds(5));
        poll();
        assertThat(consumer.commits).containsExactly("{t-0=5}");

        thread.settled(1, 7);
        assign(P0);
        assertThat(consumer.commits).containsExactly("{t-0=5}", "{t-1=7}");
        thread.settled(0, 6);
        thread.closing();
        assertThat(consumer.commits).containsExactly("{t-0=5}", "{t-1=7}", "{t-0=6}");
    }

    @Test
    void commitsAlthoughVertxWokeItToClose() {
        assign(P0);
        thread.settled(0, 6);
        consumer.wakeups = 1;

        thread.closing();

        assertThat(consumer.commits).containsExactly("{t-0=6}");
    }

    private void pass(Duration time) {
        now += time.toMillis();
    }
}
