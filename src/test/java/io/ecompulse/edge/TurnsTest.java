package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns();
    private final List<String> trace = new ArrayList<>();

    @Test
    void aStepBeginsWhenThoseBeforeHaveEnded() {
        Promise<String> first = Promise.promise();
        Promise<String> second = Promise.promise();
        take("first", first.future());
        take("second", second.future());
        take("third", Future.succeededFuture());
        assertThat(trace).containsExactly("first");

        first.complete();
        assertThat(trace).containsExactly("first", "second");
        second.complete();
        assertThat(trace).containsExactly("first", "second", "third");
        take("fourth", Future.succeededFuture());
        assertThat(trace).endsWith("third", "fourth");
    }

    @Test
    void aStepThatFailsOrThrowsHoldsNobodyUp() {
        Promise<String> first = Promise.promise();
        take("first", first.future());
        Future<String> thrown = turns.take(() -> {
            throw new IllegalStateException("a bug");
        });
        Future<String> third = take("third", Future.succeededFuture("c"));

        first.fail("broken");

        assertThat(thrown.cause()).hasMessage("a bug");
        assertThat(third.result()).isEqualTo("c");
        assertThat(trace).containsExactly("first", "third");
    }

    @Test
    void thousandsThatWaitDoNotNest() {
        Vertx vertx = Vertx.vertx();
        List<Integer> began = new ArrayList<>();
        Promise<Integer> last = Promise.promise();

        vertx.runOnContext(loop -> {
            Promise<Integer> first = Promise.promise();
            turns.take(first::future).onComplete(done -> {});
            for (int i = 0; i < 50_000; i++) {
                int step = i;
                Future<Integer> taken = turns.take(() -> {
                    began.add(step);
                    return Future.succeededFuture(step);
                });
                if (i == 49_999) {
                    taken.onComplete(last);
                }
            }
            first.complete(0);
        });

        assertThat(TestEdge.await(last.future())).isEqualTo(49_999);
        assertThat(began).hasSize(50_000).isSorted();
        TestEdge.await(vertx.close());
    }

    private Future<String> take(String name, Future<String> end) {
        return turns.take(() -> {
            trace.add(name);
            return end;
        });
    }
}
