package io.ecompulse.journal;

/** The stage's own store says otherwise than the reader believed: release the partition and read again from there, at once. */
public final class Rewind extends Exception {
    private static final long serialVersionUID = 1L;

    private Rewind(String why) {
        super(why, null, false, false);
    }

    public static Rewind to(String why) {
        return new Rewind(why);
    }
}
