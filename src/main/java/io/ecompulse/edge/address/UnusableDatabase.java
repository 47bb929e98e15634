package io.ecompulse.edge.address;

/** A database of countries cannot be used; the message says why, for the operator. */
public final class UnusableDatabase extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableDatabase(String message) {
        super(message);
    }
}
