package io.ecompulse.aggregate;

/** More questions at once than may wait; worth asking again. */
public final class ReadsBusy extends Exception {
    private static final long serialVersionUID = 1L;

    ReadsBusy() {
        super("more questions are waiting than aggregate.reads.waiting.max allows", null, false, false);
    }
}
