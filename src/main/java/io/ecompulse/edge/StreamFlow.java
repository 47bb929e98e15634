package io.ecompulse.edge;

import io.ecompulse.edge.EdgeConfig.StreamLimits;

/** Reads a socket only while its client is inside its credit and takes our acks (I6). Belongs to one event loop. */
final class StreamFlow {
    private final StreamGate gate;
    private final AckQueue acks;
    private final StreamOutbox outbox;
    private final StreamLimits limits;
    private int overruns;

    StreamFlow(StreamGate gate, AckQueue acks, StreamOutbox outbox, StreamLimits limits) {
        this.gate = gate;
        this.acks = acks;
        this.outbox = outbox;
        this.limits = limits;
    }

    boolean isPaused() {
        return gate.isShut();
    }

    /** Pauses or resumes, as what is in flight demands. */
    void follow() {
        boolean full = exceedsCredit() || outbox.isFull();
        if (full && !gate.isShut()) {
            gate.shut();
        } else if (!full) {
            open();
        }
    }

    /** Reads on whatever is in flight. */
    void open() {
        if (gate.isShut()) {
            gate.open();
        }
    }

    /**
     * Whether the batch that was taken last exceeds the credit. A client that counts its acks never does: what it sees in
     * flight is at least what we see. A batch that is alone is no overrun, or the largest one could never be sent.
     */
    boolean hasOverrun() {
        boolean overrun = exceedsCredit() && acks.size() > 1;
        overruns += overrun ? 1 : 0;
        return overrun;
    }

    boolean isPatienceOver() {
        return overruns > limits.guards().overrunsMax();
    }

    private boolean exceedsCredit() {
        return acks.bytes() > limits.creditBytes() || acks.events() > limits.creditEvents();
    }
}
