package io.ecompulse.edge;

import java.util.concurrent.atomic.AtomicInteger;

/** How many streams the whole process has open, and may have (I6). Thread-safe. */
final class StreamSeats {
    private final int max;
    private final AtomicInteger taken = new AtomicInteger();

    StreamSeats(int max) {
        this.max = max;
    }

    /** False, and nothing taken, when all are. */
    boolean take() {
        int before = taken.get();
        while (before < max) {
            if (taken.compareAndSet(before, before + 1)) {
                return true;
            }
            before = taken.get();
        }
        return false;
    }

    void leave() {
        taken.decrementAndGet();
    }

    int taken() {
        return taken.get();
    }
}
