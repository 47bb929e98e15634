package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The order of everything around one partition, from its position to its release. */
class PartitionDeliveryOrderTest extends DrivenDelivery {
    @Test
    void asksThePositionThenTakesOneBatchAfterTheOther() {
        delivery.begin();
        poll(1, 0, 10);
        answer(OptionalLong.of(5));
        poll(1, 5, 10);
        poll(1, 10, 20);
        settleHome();
        assertThat(trace).containsExactly("position", "start 1 at 5", "take 5-10");

        answer(null);

        assertThat(trace).containsExactly("position", "start 1 at 5", "take 5-10", "take 10-20");
        assertThat(meters.buffered().get()).isEqualTo(10);
    }

    @Test
    void endsOnlyAfterTheBatchInHandAndDropsThoseBehindIt() {
        reading();
        poll(1, 0, 10);
        poll(1, 10, 20);

        Future<Void> ended = delivery.end(true);
        settleHome();
        assertThat(trace).containsExactly("take 0-10");
        answer(null);
        assertThat(trace).containsExactly("take 0-10", "finish");
        assertThat(ended.isComplete()).isFalse();
        answer(null);

        assertThat(ended.succeeded()).isTrue();
        assertThat(meters.buffered().get()).isZero();
    }

    @Test
    void hasNothingFinishedWhenTheLastBatchFailed() {
        reading();
        poll(1, 0, 10);
        delivery.end(true);
        fail(new IllegalStateException("disk full"));

        assertThat(trace).containsExactly("take 0-10", "drop");
    }

    @Test
    void hasNothingFinishedWhenThePartitionIsLostMeanwhile() {
        reading();
        poll(1, 0, 10);
        delivery.end(true);
        delivery.end(false);
        answer(null);

        assertThat(trace).containsExactly("take 0-10", "drop");
    }

    @Test
    void releasesNothingThatItDoesNotHold() {
        assertThat(delivery.end(true).succeeded()).isTrue();
        assertThat(trace).isEmpty();
    }

    @Test
    void releasesNotTwiceWhenItEndsDuringABackOff() {
        reading();
        poll(1, 0, 10);
        fail(new IllegalStateException("disk full"));
        answer(null);
        trace.clear();

        assertThat(delivery.end(true).succeeded()).isTrue();
        fireTimers();

        assertThat(trace).isEmpty();
    }
}
