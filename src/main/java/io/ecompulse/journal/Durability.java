package io.ecompulse.journal;

/** What makes an accepted event safe; answers name it (I1). */
public enum Durability {
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
