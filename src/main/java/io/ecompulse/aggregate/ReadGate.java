package io.ecompulse.aggregate;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Lets a few questions at a time through to Redis; a bounded number of others waits (I6). Used from one context. */
final class ReadGate {
    /** Together their commands stay below what the client lets wait on one connection. */
    static final int ACTIVE_MAX = 4;

    private final int waitingMax;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int active;

    ReadGate(int waitingMax) {
        this.waitingMax = waitingMax;
    }

    /** Fails with {@link ReadsBusy} when too many wait. */
    <T> Future<T> pass(Supplier<Future<T>> question) {
        Promise<T> answer = Promise.promise();
        Runnable ask = () -> question.get().andThen(answered -> leave()).onComplete(answer);
        if (active < ACTIVE_MAX) {
            active++;
            ask.run();
        } else if (waiting.size() < waitingMax) {
            waiting.add(ask);
        } else {
            answer.fail(new ReadsBusy());
        }
        return answer.future();
    }

    private void leave() {
        Runnable next = waiting.poll();
        if (next == null) {
            active--;
        } else {
            next.run();
        }
    }
}
