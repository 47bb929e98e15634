package io.ecompulse.e2e;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Feels whether acks come, and keeps the longest time that none did. Thread-safe. */
final class Pulse implements AutoCloseable {
    private static final int EVERY_MILLIS = 20;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Ledger ledger;
    private final ScheduledFuture<?> feeling;
    private int acked;
    private long beat;
    private long longest;

    Pulse(Ledger ledger) {
        this.ledger = ledger;
        begin();
        feeling = thread.scheduleAtFixedRate(this::feel, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Forgets what was. */
    synchronized void begin() {
        beat = System.nanoTime();
        longest = 0;
    }

    /** Since {@link #begin}, to within some 20 ms. */
    synchronized Duration longestPause() {
        feel();
        return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(longest));
    }

    @Override
    public void close() {
        feeling.cancel(false);
        thread.shutdownNow();
    }

    private synchronized void feel() {
        long now = System.nanoTime();
        longest = Math.max(longest, now - beat);
        int count = ledger.ackedCount();
        if (count != acked) {
            acked = count;
            beat = now;
        }
    }
}
