package io.ecompulse.journal;

/** A stage's store says otherwise than the batch it was given: ask for the position again and read from there, at once. */
public final class Rewind extends Exception {
    private static final long serialVersionUID = 1L;

    private Rewind(String why) {
        super(why, null, false, false);
    }

    /** @param why what the store says, and what the batch said */
    public static Rewind to(String why) {
        return new Rewind(why);
    }
}
