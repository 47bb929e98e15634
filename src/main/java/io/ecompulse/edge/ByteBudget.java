package io.ecompulse.edge;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes of bodies and frames, and of the entries made of them, that the whole process may hold unanswered (I6). Thread-safe. */
final class ByteBudget {
    private final long max;
    private final AtomicLong used = new AtomicLong();

    ByteBudget(long max) {
        this.max = max;
    }

    long used() {
        return used.get();
    }

    Share share() {
        return new Share();
    }

    private boolean take(long bytes) {
        long before = used.get();
        while (before + bytes <= max) {
            if (used.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = used.get();
        }
        return false;
    }

    /** What one request or frame holds of the budget. Used by one event loop. */
    final class Share {
        private long held;

        /** Makes the share at least this large; false, and nothing changed, when the budget has no room. */
        boolean growTo(long bytes) {
            if (bytes <= held) {
                return true;
            }
            if (!take(bytes - held)) {
                return false;
            }
            held = bytes;
            return true;
        }

        /** Whether {@link #growTo} would succeed now. */
        boolean fits(long bytes) {
            return used.get() - held + bytes <= max;
        }

        /** Makes the share larger by this; false, and nothing changed, when the budget has no room. */
        boolean growBy(long bytes) {
            return growTo(held + bytes);
        }

        long held() {
            return held;
        }

        /** Gives everything back; harmless when repeated. */
        void release() {
            used.addAndGet(-held);
            held = 0;
        }
    }
}
