package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Where the poll thread begins to read a partition, and how far back it looks for identities. */
class PollThreadStartTest extends PolledLog {
    @Test
    void readsNothingBeforeTheStageHasSaidWhere() {
        consumer.append(P0, 0, 10, 0);
        assign(P0);

        assertThat(poll()).isEmpty();
        assertThat(consumer.paused()).containsExactly(P0);
        assertThat(trace).containsExactly("assigned t-0");
        thread.start(reads.get(0), 1, OptionalLong.of(4));

        assertThat(poll()).as("identities before the position").isEmpty();
        assertThat(poll()).containsExactly("[4,10) run 1 4..9");
    }

    @Test
    void beginsAtTheOldestRecordWhenTheStageHoldsNothing() {
        consumer.append(P0, 3, 10, 0);
        assign(P0);
        thread.start(reads.get(0), 1, OptionalLong.empty());

        assertThat(poll()).containsExactly("[3,10) run 1 3..9");
    }

    @Test
    void readsIdentitiesBackByTheTimeOfTheRecordAtThePosition() {
        thread = thread("journal.dedup.window", "10m");
        long window = Duration.ofMinutes(10).toMillis() + DedupWindow.SLACK_MILLIS;
        consumer.append(P0, 0, 10, 0);
        consumer.append(P0, 10, 20, window - 1);
        consumer.append(P0, 20, 30, window);
        assign(P0);

        thread.start(reads.get(0), 1, OptionalLong.of(25));
        assertThat(poll()).isEmpty();
        assertThat(consumer.position(P0)).isZero();
        assertThat(poll()).containsExactly("[25,30) run 1 25..29");
    }

    @Test
    void readsBackNoFurtherThanItMayRemember() {
        thread = thread("journal.dedup.records.max", "3");
        consumer.append(P0, 0, 30, 0);
        assign(P0);

        thread.start(reads.get(0), 1, OptionalLong.of(25));
        poll();

        assertThat(consumer.position(P0)).isEqualTo(22);
        assertThat(poll()).containsExactly("[25,30) run 1 25..29");
    }

    @Test
    void readsBackByTheClockWhenThereIsNoRecordAtThePosition() {
        thread = thread("journal.dedup.window", "10m");
        consumer.append(P0, 0, 10, now - Duration.ofMinutes(12).toMillis());
        consumer.append(P0, 10, 20, now);
        assign(P0);

        thread.start(reads.get(0), 1, OptionalLong.of(20));
        thread.poll(ConsumerRecords::empty);

        assertThat(consumer.position(P0)).isEqualTo(10);
        assertThat(poll()).isEmpty();
        consumer.append(P0, 20, 21, now);
        assertThat(poll()).containsExactly("[20,21) run 1 20..20");
    }

    @Test
    void tellsThatAPositionIsBeyondTheEndAndReadsNothing() {
        consumer.append(P0, 0, 10, 0);
        assign(P0);
        thread.start(reads.get(0), 1, OptionalLong.of(11));

        assertThat(poll()).isEmpty();
        assertThat(trace.get(1)).startsWith("stopped t-0 run 1: Partition t-0 ends at 10");
        assertThat(consumer.paused()).containsExactly(P0);
    }

    @Test
    void keepsTheChainOverWhatExpired() {
        consumer.append(P0, 6, 10, 0);
        assign(P0);
        thread.start(reads.get(0), 1, OptionalLong.of(2));

        assertThat(poll()).containsExactly("[2,10) run 1 6..9");
        assertThat(registry.get("ecompulse.reader.expired.events").counter().count())
                .isEqualTo(4);
    }

    @Test
    void reportsAStartThatKafkaDidNotAnswer() {
        assign(P0);
        consumer.setOffsetsException(new TimeoutException("no answer"));
        thread.start(reads.get(0), 1, OptionalLong.of(0));

        assertThat(poll()).isEmpty();
        assertThat(trace).endsWith("broke t-0 run 1");
    }
}
