package io.ecompulse.warehouse;

/** A load that would skip positions or load them twice; nothing was changed (I5). */
final class LoadRefused extends Exception {
    private static final long serialVersionUID = 1L;

    LoadRefused(String why) {
        super(why, null, false, false);
    }
}
