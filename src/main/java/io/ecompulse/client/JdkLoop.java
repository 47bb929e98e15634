package io.ecompulse.client;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A loop on a thread of its own. */
public final class JdkLoop implements ClientLoop {
    private final ScheduledThreadPoolExecutor thread;
    private final LongSupplier clock;

    /** @param clock for durations, such as {@code System::nanoTime} */
    public JdkLoop(LongSupplier clock) {
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread named = new Thread(task, "event-socket-client");
                    named.setDaemon(true);
                    return named;
                },
                // What comes after the stop has nobody to wait for it.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void run(Runnable task) {
        thread.execute(task);
    }

    @Override
    public void later(Duration delay, Runnable task) {
        ScheduledFuture<?> unused = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public long nanos() {
        return clock.getAsLong();
    }

    @Override
    public void stop() {
        thread.shutdownNow();
    }
}
