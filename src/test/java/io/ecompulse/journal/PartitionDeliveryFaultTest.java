package io.ecompulse.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How one partition starts over when the stage or Kafka fails. */
class PartitionDeliveryFaultTest extends DrivenDelivery {
    @Test
    void afterAFaultItHoldsDropsWaitsAndAsksAgain() {
        reading();
        poll(1, 0, 10);
        poll(1, 10, 20);
        fail(new IllegalStateException("disk full"));
        assertThat(trace).containsExactly("take 0-10", "hold", "drop");
        assertThat(meters.buffered().get()).isZero();

        answer(null);
        assertThat(trace).endsWith("after 200 ms");
        fireTimers();
        answer(OptionalLong.of(0));

        assertThat(trace).containsExactly("take 0-10", "hold", "drop", "after 200 ms", "position", "start 3 at 0");
    }

    @Test
    void neverDeliversABatchOfAnOlderRun() {
        reading();
        poll(1, 0, 10);
        fail(new IllegalStateException("disk full"));
        answer(null);
        fireTimers();
        answer(OptionalLong.of(0));
        trace.clear();

        poll(1, 10, 20);
        poll(3, 0, 10);

        assertThat(trace).containsExactly("take 0-10");
        assertThat(meters.buffered().get()).isEqualTo(10);
    }

    @Test
    void aRewindAsksAtOnceButNotForEver() {
        reading();
        poll(1, 0, 10);
        fail(Rewind.to("elsewhere"));
        answer(null);
        assertThat(trace).containsExactly("take 0-10", "hold", "drop", "position");

        answer(OptionalLong.of(0));
        poll(3, 0, 10);
        fail(Rewind.to("elsewhere"));
        answer(null);

        assertThat(trace).endsWith("take 0-10", "hold", "drop", "after 400 ms");
    }

    @Test
    void backsOffLongerAndLongerUpToItsBoundUntilSomethingIsTaken() {
        delivery.begin();
        for (int i = 0; i < 10; i++) {
            fail(new IllegalStateException("Redis is away"));
            fireTimers();
        }
        assertThat(trace.stream().filter(step -> step.startsWith("after")))
                .startsWith("after 200 ms", "after 400 ms", "after 800 ms")
                .endsWith("after 30000 ms", "after 30000 ms");

        answer(OptionalLong.of(0));
        poll(1, 0, 10);
        answer(null);
        poll(1, 10, 20);
        fail(new IllegalStateException("again"));
        answer(null);
        assertThat(trace).endsWith("drop", "after 200 ms");
    }

    @Test
    void letsTheBatchInHandComeBackBeforeItStartsOverForKafkasSake() {
        reading();
        poll(1, 0, 10);
        poll(1, 10, 20);
        delivery.broke(1, new IllegalStateException("out of range"));
        settleHome();
        assertThat(trace).containsExactly("take 0-10");

        answer(null);

        assertThat(trace).containsExactly("take 0-10", "hold", "drop");
    }

    @Test
    void startsOverWhenKafkaFailsWhileNothingIsInHand() {
        reading();
        delivery.broke(0, new IllegalStateException("an older run"));
        settleHome();
        assertThat(trace).isEmpty();

        delivery.broke(1, new IllegalStateException("out of range"));
        settleHome();

        assertThat(trace).containsExactly("hold", "drop");
    }

    @Test
    void readsAgainWhenTheStageSaysThatItsStoreWentBack() {
        reading();

        assertThat(delivery.rewind("the store is empty")).isTrue();
        assertThat(delivery.rewind("the store is empty")).isFalse();
        answer(null);
        answer(OptionalLong.empty());
        poll(1, 10, 20);
        poll(3, 0, 10);

        assertThat(trace).containsExactly("hold", "drop", "position", "start 3 at -1", "take 0-10");
    }

    @Test
    void letsTheBatchInHandComeBackBeforeItReadsAgainForTheStoresSake() {
        reading();
        poll(1, 0, 10);
        poll(1, 10, 20);

        delivery.rewind("the store is empty");
        delivery.rewind("the store is empty");
        settleHome();
        assertThat(trace).containsExactly("take 0-10");
        answer(null);
        answer(null);

        assertThat(trace).containsExactly("take 0-10", "hold", "drop", "position");
    }

    @Test
    void aBatchThatFailsWhileItIsToBeReadAgainStartsOverOnce() {
        reading();
        poll(1, 0, 10);
        delivery.rewind("the store is empty");
        fail(Rewind.to("elsewhere"));
        answer(null);
        answer(OptionalLong.of(0));
        poll(3, 0, 10);
        answer(null);

        assertThat(trace).containsExactly("take 0-10", "hold", "drop", "position", "start 3 at 0", "take 0-10");
    }

    @Test
    void ignoresARewindUnlessItReads() {
        assertThat(delivery.rewind("not begun")).isFalse();
        delivery.begin();
        assertThat(delivery.rewind("asking")).isFalse();
        fail(new IllegalStateException("Redis is away"));
        assertThat(delivery.rewind("backing off")).isFalse();
        fireTimers();
        answer(OptionalLong.of(0));
        Future<Void> end = delivery.end(true);
        assertThat(delivery.rewind("ending")).isFalse();
        answer(null);
        assertThat(delivery.rewind("ended")).isFalse();
        settleHome();

        assertThat(end.succeeded()).isTrue();
        assertThat(trace).containsExactly("position", "after 200 ms", "position", "start 1 at 0", "finish");
    }

    @Test
    void rewindsWithNothingTakenBetweenThemWait() {
        reading();
        delivery.rewind("the store is empty");
        answer(null);
        answer(OptionalLong.empty());

        delivery.rewind("the store is empty");
        answer(null);

        assertThat(trace).endsWith("start 3 at -1", "hold", "drop", "after 400 ms");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStageThatThrowsIsAStageThatFails(boolean error) {
        PartitionDelivery thrown = new PartitionDelivery(
                read,
                control(),
                new DeliveryParts(
                        new Throwing(error), parts().home(), Journals.config().reads(), meters));
        thrown.begin();
        settleHome();

        assertThat(trace).containsExactly("after 200 ms");
    }

    private record Throwing(boolean error) implements JournalStage {
        @Override
        public Future<OptionalLong> position(int partition) {
            throw bug();
        }

        @Override
        public Future<Void> take(JournalBatch batch) {
            throw bug();
        }

        @Override
        public Future<Void> release(int partition, boolean orderly) {
            throw bug();
        }

        private RuntimeException bug() {
            if (error) {
                throw new LinkageError("a bug");
            }
            return new IllegalStateException("a bug");
        }
    }
}
