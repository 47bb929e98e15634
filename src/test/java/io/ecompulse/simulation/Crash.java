package io.ecompulse.simulation;

/** The end of a process in the middle of a call. An error, so that nothing in the program handles it. */
public final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String who) {
        super(who + " is dead", null, false, false);
    }
}
