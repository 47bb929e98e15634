package io.ecompulse.edge;

/** A body will not be whole: its client went away, cancelled its stream, or sent what is no body. No fault of ours. */
final class ClientGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a stack: clients that do it on purpose do it often. */
    ClientGone(Throwable how) {
        super(how.getMessage(), how, false, false);
    }
}
