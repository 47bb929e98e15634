package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.errors.AuthorizationException;
import org.junit.jupiter.api.Test;

/** When the poll thread stops reading for a while, and when it goes on. */
class PollThreadPauseTest extends PolledLog {
    @Test
    void pausesBeyondTheBufferAndResumesBelowHalf() {
        thread = thread("journal.reader.buffer.bytes", "1000");
        assign(P0, P1);
        consumer.append(P0, 0, 1, 0);
        consumer.append(P1, 0, 1, 0);
        thread.start(reads.get(0), 1, OptionalLong.empty());
        thread.start(reads.get(1), 1, OptionalLong.empty());
        poll();

        meters.buffered().set(1_000);
        poll();
        assertThat(consumer.paused()).isEmpty();
        meters.buffered().set(1_001);
        poll();
        assertThat(consumer.paused()).containsExactlyInAnyOrder(P0, P1);
        meters.buffered().set(501);
        poll();
        assertThat(consumer.paused()).containsExactlyInAnyOrder(P0, P1);
        meters.buffered().set(500);
        poll();
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void resumesNoHeldPartitionAfterItsPause() {
        thread = thread("journal.reader.buffer.bytes", "1000");
        assign(P0, P1);
        consumer.append(P0, 0, 1, 0);
        thread.start(reads.get(0), 1, OptionalLong.empty());
        poll();
        meters.buffered().set(1_001);
        poll();
        thread.hold(reads.get(0));
        meters.buffered().set(0);
        poll();

        assertThat(consumer.paused()).containsExactlyInAnyOrder(P0, P1);
    }

    @Test
    void holdsAPartitionWhoseRecordsExpireWhileItIsRead() {
        consumer.append(P0, 0, 10, 0);
        assign(P0);
        thread.start(reads.get(0), 1, OptionalLong.of(0));
        consumer.updateBeginningOffsets(Map.of(P0, 0L));
        poll();
        consumer.append(P0, 10, 20, 0);
        consumer.updateBeginningOffsets(Map.of(P0, 15L));

        assertThat(poll()).isEmpty();
        assertThat(trace).endsWith("broke t-0 run 1");
        assertThat(consumer.paused()).containsExactly(P0);
    }

    @Test
    void pollsOnAfterAFaultAndSaysSoUntilItIsOver() {
        assign(P0);
        consumer.setPollException(new AuthorizationException("not allowed"));
        assertThat(poll()).isEmpty();
        assertThat(thread.problem()).contains("not allowed");
        assertThat(errors(ReadStep.POLL)).isEqualTo(1);

        poll();

        assertThat(thread.problem()).isNull();
    }
}
