package io.ecompulse.edge;

import io.ecompulse.edge.EdgeConfig.StreamLimits;
import io.vertx.core.Vertx;

/** What happens to a stream when nothing happens on it. Belongs to one event loop. */
final class StreamTimers {
    /** Vert.x gives a client two seconds to answer a close frame that it has read. */
    private static final long CUT_MILLIS = 3_000;
    /** Behind a broken frame no answer can be read; RFC 6455 §7.1.7 lets the server close once its own frame is out. */
    private static final long BROKEN_CUT_MILLIS = 300;

    private static final long NONE = -1;

    private final Vertx vertx;
    private long hello = NONE;
    private long heartbeat = NONE;
    private long cut = NONE;

    StreamTimers(Vertx vertx) {
        this.vertx = vertx;
    }

    void start(StreamLimits limits, Runnable onNoHello, Runnable onHeartbeat) {
        hello = vertx.setTimer(Math.max(1, limits.helloDeadline().toMillis()), late -> onNoHello.run());
        heartbeat = vertx.setPeriodic(Math.max(1, limits.heartbeat().toMillis()), beat -> onHeartbeat.run());
    }

    void helloCame() {
        vertx.cancelTimer(hello);
    }

    /** A client that reads nothing never gets to the close frame. */
    void closing(StreamGate gate) {
        cut = vertx.setTimer(gate.isBroken() ? BROKEN_CUT_MILLIS : CUT_MILLIS, late -> gate.cut());
    }

    void stop() {
        vertx.cancelTimer(hello);
        vertx.cancelTimer(heartbeat);
        vertx.cancelTimer(cut);
    }
}
