package io.ecompulse.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets a fault last. The only waiting here that waits for nothing: how long a fault lasts is what it is about. */
final class Hold {
    private Hold() {}

    static void during(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
