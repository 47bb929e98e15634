package io.ecompulse.e2e;

/** The Kafka that a fleet stands on. */
interface Kafka {
    /** As Kafka's clients want them: host:port, several separated by commas. */
    String bootstrapServers();

    /** Brokers that hold each record. */
    int replicas();

    void awaitReady();

    /** kill -9 of all that runs of it. */
    void kill();
}
