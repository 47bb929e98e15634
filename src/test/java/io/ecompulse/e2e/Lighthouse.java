package io.ecompulse.e2e;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells clients where the server is, while it is killed and started again under them. Thread-safe. */
final class Lighthouse {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);
    private static final long PAUSE_MILLIS = 200;

    private int port;
    private int generation;
    private boolean over;

    /** One life of the server. */
    record Signal(int port, int generation) {}

    synchronized void lit(int newPort) {
        port = newPort;
        generation++;
        notifyAll();
    }

    synchronized void goOut() {
        port = 0;
        notifyAll();
    }

    /** Clients come home. */
    synchronized void endOfWork() {
        over = true;
        notifyAll();
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Waits until the server is up; null when work is over. */
    synchronized Signal await() throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (port == 0 && !over) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the server did not come back");
            }
            wait(PAUSE_MILLIS);
        }
        return over ? null : new Signal(port, generation);
    }

    /** After a refusal: a moment's pause, cut short when anything changes. */
    synchronized void pause() throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
        int before = generation;
        while (!over && generation == before && System.nanoTime() < until) {
            wait(PAUSE_MILLIS);
        }
    }
}
