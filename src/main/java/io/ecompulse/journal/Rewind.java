package io.ecompulse.journal;

/**
 * A stage fails {@link JournalStage#take} with this when its store holds another position than the batch's start: somebody
 * else was faster, or the store went back. The reader asks for the position again at once, without a back-off.
 */
public final class Rewind extends Exception {
    private static final long serialVersionUID = 1L;

    private Rewind(String message) {
        super(message, null, false, false);
    }

    /** @param why what the store says, for the log */
    public static Rewind to(String why) {
        return new Rewind(why);
    }
}
