package io.ecompulse.journal;

/** What a reader knows of a record's identity inside the deduplication window (I7). */
public enum Sighting {
    /** The identity was not seen, or the record has none. */
    FRESH,
    /** The same event was seen: equal identity, and equal content as far as both records tell. */
    DUPLICATE,
    /** The identity was seen, but only with other content: an event of its own, under an id that is taken. */
    CONFLICT
}
