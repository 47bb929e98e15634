package io.ecompulse.client;

import java.time.Duration;
import java.util.PriorityQueue;

/** A loop whose time goes on only when nothing is left to do: a run of hours takes milliseconds, and is the same each time. */
final class SimulatedLoop implements ClientLoop {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now = Long.MAX_VALUE - 1_000_000_000L; // It wraps in the first second, as a real one may.
    private long elapsed;
    private long count;

    private record Task(long at, long number, Runnable task) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
        }
    }

    @Override
    public void run(Runnable task) {
        later(Duration.ZERO, task);
    }

    @Override
    public void later(Duration delay, Runnable task) {
        tasks.add(new Task(elapsed + delay.toNanos(), count++, task));
    }

    @Override
    public long nanos() {
        return now;
    }

    long elapsedMillis() {
        return elapsed / 1_000_000;
    }

    @Override
    public void stop() {
        tasks.clear();
    }

    /** Does what is due within this time. */
    void go(Duration time) {
        long end = elapsed + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().at() <= end) {
            Task next = tasks.remove();
            move(next.at());
            next.task().run();
        }
        move(end);
    }

    private void move(long to) {
        now += to - elapsed;
        elapsed = to;
    }
}
