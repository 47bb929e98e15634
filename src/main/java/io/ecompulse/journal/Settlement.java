package io.ecompulse.journal;

/** Told by a stage that everything of a partition below {@code end} is durable in its store (I3). */
@FunctionalInterface
public interface Settlement {
    void settled(int partition, long end);
}
