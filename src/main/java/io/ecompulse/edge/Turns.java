package io.ecompulse.edge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Lets steps that take several turns of the event loop begin one after the other's end, in their order. Belongs to one event loop. */
final class Turns {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean taken;

    /** Begins a step, at once where none is under way. */
    <T> Future<T> take(Supplier<Future<T>> step) {
        if (!taken) {
            return begin(step);
        }
        Promise<T> turn = Promise.promise();
        waiting.add(() -> begin(step).onComplete(turn));
        return turn.future();
    }

    private <T> Future<T> begin(Supplier<Future<T>> step) {
        taken = true;
        return Future.succeededFuture().compose(go -> step.get()).onComplete(over -> next());
    }

    private void next() {
        Runnable first = waiting.poll();
        taken = first != null;
        Context loop = Vertx.currentContext();
        if (first != null && loop != null) {
            loop.runOnContext(turn -> first.run()); // Thousands of short ones may wait, and must not nest.
        } else if (first != null) {
            first.run();
        }
    }
}
