package io.ecompulse.journal;

/** What makes an accepted event safe; answers name it (I1). The weakest comes first. */
public enum Durability {
    /** Fsynced on this machine's volume, until Kafka answers again. */
    SPOOL("spool"),
    /** Stored in the object store, until Kafka answers again. */
    OBJECT("object"),
    /** Acknowledged by Kafka with acks=all. */
    JOURNAL("journal");

    private final String tag;

    Durability(String tag) {
        this.tag = tag;
    }

    public String tag() {
        return tag;
    }
}
