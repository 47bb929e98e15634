package io.ecompulse.journal;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes handed over and not yet answered, never more than a bound (I6). Thread-safe. */
final class InFlightBytes {
    private final long max;
    private final AtomicLong reserved = new AtomicLong();

    InFlightBytes(long max) {
        this.max = max;
    }

    /** Reserves {@code bytes}, or nothing when they do not fit. */
    boolean tryReserve(long bytes) {
        long before = reserved.get();
        while (before + bytes <= max) {
            if (reserved.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = reserved.get();
        }
        return false;
    }

    void release(long bytes) {
        reserved.addAndGet(-bytes);
    }

    long reserved() {
        return reserved.get();
    }
}
