package io.ecompulse.warehouse;

import java.sql.SQLException;
import java.sql.Statement;

/**
 * Interrupts a statement that takes too long, also while its rows are fetched, which JDBC's own timeout does not cover. Made
 * before the work, closed after it; the lock keeps the interrupt away from a statement that is being closed.
 */
final class QueryDeadline implements AutoCloseable {
    private final Statement statement;
    private final Runnable disarm;
    private boolean over;
    private boolean passed;

    /** Something that can run a task later. */
    @FunctionalInterface
    interface Alarm {
        /** Answers how to call the alarm off. */
        Runnable set(Runnable task);
    }

    QueryDeadline(Statement statement, Alarm alarm) {
        this.statement = statement;
        this.disarm = alarm.set(this::interrupt);
    }

    synchronized boolean hasPassed() {
        return passed;
    }

    private synchronized void interrupt() {
        if (!over) {
            passed = true;
            try {
                statement.cancel();
            } catch (SQLException alreadyDone) {
                over = true; // Nothing is left to interrupt.
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            over = true;
        }
        disarm.run();
    }
}
