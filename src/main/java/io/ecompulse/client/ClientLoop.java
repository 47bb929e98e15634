package io.ecompulse.client;

import java.time.Duration;

/** The one thread of a client, with its clock. Tasks run one after the other. */
public interface ClientLoop {
    void run(Runnable task);

    void later(Duration delay, Runnable task);

    /** A clock for durations. */
    long nanos();

    /** Nothing runs after this. */
    void stop();
}
