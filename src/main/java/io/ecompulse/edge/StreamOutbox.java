package io.ecompulse.edge;

import io.ecompulse.edge.EdgeConfig.StreamGuards;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a stream's client was sent and its connection has not taken yet (I6). Belongs to one event loop. */
final class StreamOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(StreamOutbox.class);

    private final ServerWebSocket socket;
    private final StreamGuards guards;
    private final LongSupplier nanos;
    /** When each frame was written. */
    private final Deque<Long> unsent = new ArrayDeque<>();

    private long bytes;

    StreamOutbox(ServerWebSocket socket, StreamGuards guards, LongSupplier nanos) {
        this.socket = socket;
        this.guards = guards;
        this.nanos = nanos;
    }

    void write(String frame) {
        unsent.add(nanos.getAsLong());
        bytes += frame.length();
        socket.writeTextMessage(frame)
                .onComplete(written -> {
                    unsent.remove();
                    bytes -= frame.length();
                })
                .onFailure(fault -> LOG.debug("A stream was gone before a frame", fault));
    }

    /** Nothing more should be asked of us before some of it is gone. */
    boolean isFull() {
        return !socket.isClosed() && socket.writeQueueFull();
    }

    boolean isOverfull() {
        return bytes > guards.unsentBytesMax();
    }

    /** The oldest frame waits for longer than a client may take to read. */
    boolean isStuck() {
        Long oldest = unsent.peek();
        return oldest != null && nanos.getAsLong() - oldest > guards.unsentAge().toNanos();
    }
}
