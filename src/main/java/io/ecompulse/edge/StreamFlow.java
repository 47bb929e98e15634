package io.ecompulse.edge;

import io.ecompulse.edge.EdgeConfig.StreamLimits;
import io.vertx.core.http.ServerWebSocket;

/** Reads a socket only while its client is inside its credit and takes our acks (I6). Belongs to one event loop. */
final class StreamFlow {
    private final ServerWebSocket socket;
    private final AckQueue acks;
    private final StreamLimits limits;
    private boolean paused;

    StreamFlow(ServerWebSocket socket, AckQueue acks, StreamLimits limits) {
        this.socket = socket;
        this.acks = acks;
        this.limits = limits;
    }

    boolean isPaused() {
        return paused;
    }

    /** Pauses or resumes, as what is in flight demands. The socket must be open. */
    void follow() {
        boolean full = acks.bytes() >= limits.creditBytes()
                || acks.events() >= limits.creditEvents()
                || socket.writeQueueFull();
        if (full && !paused) {
            paused = true;
            socket.pause();
        } else if (!full) {
            open();
        }
    }

    /** Reads on whatever is in flight. */
    void open() {
        if (paused) {
            paused = false;
            socket.resume();
        }
    }
}
