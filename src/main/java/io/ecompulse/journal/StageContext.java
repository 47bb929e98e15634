package io.ecompulse.journal;

/** Where the stage wants its calls: one after the other, in the order they were handed over. */
interface StageContext {
    void run(Runnable task);

    void after(long millis, Runnable task);
}
