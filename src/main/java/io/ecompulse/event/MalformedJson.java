package io.ecompulse.event;

/** The punctuation of a JSON object or array is broken, so its members cannot be told apart. Carries no input text. */
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJson(String what, int at) {
        super(what + " at byte " + at, null, false, false);
    }
}
